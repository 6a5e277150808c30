import { findLevelBefore } from "./app-level.ts";
import { asciiBytes, beginsWith, isDigit, isLetter } from "./ascii.ts";
import { isAllDigits } from "./decimal.ts";
import { findLevel, findUpperCaseLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { setKey } from "./request.ts";
import { findByte, findWhiteSpace, skipWhiteSpace } from "./words.ts";

const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const UPPER_T = 0x54;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const UNDERSCORE = 0x5f;

/** Where the `T`, and the sign of the zone behind six decimals, stand in `YYYY-MM-DDTHH:MM:SS.ffffff±HH:MM`, and how long that is. */
const CLOCK_MARK = 10;
const ZONE_SIGN = 26;
const FILE_TIME_BYTES = 32;

/** What Kubernetes' containers write behind the time: the stream, and whether the line is whole. */
const STREAMS = ["stdout F ", "stdout P ", "stderr F ", "stderr P "].map(asciiBytes);

/**
 * The position behind the stream that stands at `text`, behind an ISO time that begins at `start`; -1 when there is none.
 * Source: "CRI: Log Format for container stdout/stderr", Kubernetes design proposals.
 */
export function skipStream(bytes: Uint8Array, start: number, text: number, end: number): number {
  if (bytes[start + CLOCK_MARK] !== UPPER_T) return -1;
  const stream = STREAMS.find((words) => beginsWith(bytes, text, end, words));
  return stream === undefined ? -1 : text + stream.length;
}

/**
 * Sets host and service from `host program[pid]: message` or `host program: message` in `bytes[text, end)`, behind an ISO time that is `bytes[start, timeEnd)`,
 * and returns where the message begins; -1 when there is no such thing. Without a process the time has to be one as rsyslog writes it to files.
 * `program[dyno]: message` of Heroku has no host. Source: "RSYSLOG_FileFormat", rsyslog documentation, templates; "Logging", Heroku Dev Center.
 */
export function readOrigin(bytes: Uint8Array, start: number, timeEnd: number, text: number, end: number, fields: LineFields): number {
  if (bytes[start + CLOCK_MARK] !== UPPER_T) return -1;
  const hostEnd = findWhiteSpace(bytes, text, end);
  if (isDyno(bytes, text, hostEnd) && isFileTime(bytes, start, timeEnd)) {
    setKey(fields.service, bytes, text, findByte(bytes, text, hostEnd, BRACKET_OPEN));
    return skipWhiteSpace(bytes, hostEnd, end);
  }
  const program = skipWhiteSpace(bytes, hostEnd, end);
  const programEnd = findWhiteSpace(bytes, program, end);
  if (
    programEnd - program < 2 ||
    bytes[programEnd - 1] !== COLON ||
    !isHostName(bytes, text, hostEnd) ||
    (findUpperCaseLevel(bytes, text, hostEnd) ?? findLevelBefore(bytes, text, hostEnd)) !== undefined
  )
    return -1;
  let nameEnd = program;
  while (bytes[nameEnd] !== COLON && bytes[nameEnd] !== BRACKET_OPEN) nameEnd++;
  const hasProcess =
    bytes[nameEnd] === BRACKET_OPEN &&
    bytes[programEnd - 2] === BRACKET_CLOSE &&
    isAllDigits(bytes, nameEnd + 1, programEnd - 2) &&
    findUpperCaseLevel(bytes, program, nameEnd) === undefined;
  const isAlone = nameEnd === programEnd - 1 && isFileTime(bytes, start, timeEnd) && findLevel(bytes, program, nameEnd) === undefined;
  if (nameEnd === program || !(hasProcess || isAlone)) return -1;
  setKey(fields.host, bytes, text, hostEnd);
  setKey(fields.service, bytes, program, nameEnd);
  return skipWhiteSpace(bytes, programEnd, end);
}

/** Whether the word is a program, a bracket and `]:`. */
function isDyno(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 4 || bytes[end - 1] !== COLON || bytes[end - 2] !== BRACKET_CLOSE) return false;
  const open = findByte(bytes, start, end, BRACKET_OPEN);
  return open > start && open < end && findLevel(bytes, start, open) === undefined;
}

/** Whether `bytes[start, end)`, a time, has six decimals and a zone of two numbers. */
function isFileTime(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === FILE_TIME_BYTES && (bytes[start + ZONE_SIGN] === PLUS || bytes[start + ZONE_SIGN] === MINUS);
}

/** Whether `bytes[start, end)` is letters, digits, `.`, `-`, `_` and `:`, the last byte no `:`. */
function isHostName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (!isLetter(byte) && !isDigit(byte) && byte !== POINT && byte !== MINUS && byte !== UNDERSCORE && byte !== COLON) return false;
  }
  return end > start && bytes[end - 1] !== COLON;
}
