import { findAccessTime } from "./access-line.ts";
import { encodeText } from "./byte-text.ts";
import { judgeObject } from "./json-line.ts";
import { type OracleOptions, type OracleVerdict, reject } from "./verdict.ts";

const BEGINS = /^[A-Za-z_@][A-Za-z0-9_./@-]*=/;
const ESCAPED = String.raw`\\(?:["'\\/abfnrtv]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})`;
const QUOTED = String.raw`"((?:[^"\\]|${ESCAPED})*)"`;
const PLAIN = String.raw`[^\0- "=]`;
/** A value without quotes: with \`=\` only behind a \`?\`, or once or twice at its end. */
const BARE = String.raw`(?:[^\0- "=?]*\?[^\0- "]*|${PLAIN}+={1,2}|${PLAIN}*)`;
const ENDS = String.raw`(?=[\0- ]|$)`;
const PAIR = new RegExp(`[\\0- ]*(?:(${PLAIN}+)(?:=${QUOTED}|=(${BARE})${ENDS}|${ENDS})|$)`, "y");
/** Of pairs alone: a value in apostrophes, which ends where the next pair or nothing is behind one. */
const LOOSE = new RegExp(`[\\0- ]*(${PLAIN}+)=('[^]*?')(?=$| ${PLAIN}+=)`, "y");
const ESCAPE = /\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\U([0-9a-fA-F]{8})|\\([^])/g;
const LETTERS: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** Whether a line begins with a key and `=`, and is not an access line whose prefix does. */
export function isLogfmtLine(line: string): boolean {
  return BEGINS.test(line) && findAccessTime(line.replace(/"[^]*$/, "")) === -1;
}

function unescape(text: string): string {
  return text.replace(ESCAPE, (_escape, high?: string, low?: string, single?: string, byte?: string, point?: string, letter = "") => {
    if (high !== undefined && low !== undefined) return encodeText(String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)));
    if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
    const code = single ?? point;
    return code === undefined ? (LETTERS[letter] ?? letter) : encodeText(String.fromCodePoint(Number.parseInt(code, 16)));
  });
}

/** The pairs of a line, null for a key without a value; undefined when it is no logfmt. */
export function parsePairs(line: string, hasOnlyPairs = false): [key: string, value: string | null][] | undefined {
  const pairs: [string, string | null][] = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < line.length) {
    const from = PAIR.lastIndex;
    LOOSE.lastIndex = from;
    const loose = hasOnlyPairs ? LOOSE.exec(line) : null;
    const match = loose ?? PAIR.exec(line);
    PAIR.lastIndex = loose === null ? PAIR.lastIndex : LOOSE.lastIndex;
    if (match === null) return undefined;
    const [, key, second, third] = match;
    const [quoted, plain] = loose === null ? [second, third] : [undefined, second];
    if (key === undefined) break;
    if (key.includes("\xef\xbf\xbd")) return undefined;
    if (hasOnlyPairs && quoted === undefined && plain === undefined) return undefined;
    pairs.push([key, (quoted === undefined ? plain : unescape(quoted)) || null]);
  }
  return pairs;
}

/** The verdict on a line of logfmt. */
export function judgeLogfmtLine(line: string, options: OracleOptions): OracleVerdict {
  const pairs = parsePairs(line);
  return pairs === undefined ? reject("bad-field") : judgeObject("logfmt", Object.fromEntries(pairs), options);
}
