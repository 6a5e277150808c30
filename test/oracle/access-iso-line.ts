import { isApacheErrorLine, judgeApacheErrorLine } from "./apache-error-line.ts";
import { BYTE_COUNT, findClosingQuote, hostOfPrefix, judgeTail } from "./access-line.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs } from "./durations.ts";
import { parseRequestLine, parseStatusWord, toRoute } from "./field-values.ts";
import { epochMs, parseIso } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const MILLISECOND_NS = 1_000_000n;
const TIME = /^\[(\d{4}-[^\]]{0,35})\] +"([^]*)$/;
const OPENS = /(?:^| )\[\d{4}-/;
const SQUID = /^(\d{9,10}\.\d{3}) +(-?\d+(?:\.\d+)?|-) +[^ ]+ +[A-Z_]+\/(\d{3})(?: +([^ ]*)([^]*))?$/;

/** The parts of a line with an ISO time in brackets before a request and a status; undefined when it is none. */
function cutIsoAccess(line: string): { prefix: string; time: string; request: string; tail: string } | undefined {
  const opens = OPENS.exec(line);
  if (opens === null || line.startsWith("ACCESS [")) return undefined;
  const bracket = opens.index + opens[0].indexOf("[");
  if (bracket === 0) return undefined;
  const [, time = "", behind] = TIME.exec(line.slice(bracket)) ?? [];
  const closing = behind === undefined ? -1 : findClosingQuote(behind, 0);
  if (behind === undefined || closing === -1) return undefined;
  const tail = behind.slice(closing + 1);
  if (parseStatusWord(/^ +([^ ]+)/.exec(tail)?.[1]) === undefined) return undefined;
  return { prefix: line.slice(0, bracket), time, request: behind.slice(0, closing), tail };
}

/** The verdict on a line with such a time; undefined when it is none. */
export function judgeIsoAccessLine(line: string, timeZone: string): OracleVerdict | undefined {
  const parts = cutIsoAccess(line);
  if (parts === undefined) return undefined;
  const timestampMs = parseIso(parts.time, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const found = { timestampMs, ...parseRequestLine(parts.request) };
  return judgeTail(parts.tail, { ...found, host: hostOfPrefix(parts.prefix) }, false);
}

/** The verdict on a line of Squid; undefined when it is none. */
export function judgeSquidLine(line: string): OracleVerdict | undefined {
  const [, seconds = "", elapsed = "", status, size = "", rest = ""] = SQUID.exec(line) ?? [];
  const time = parsePlainDecimal(seconds);
  const number = elapsed === "-" ? null : parsePlainDecimal(elapsed);
  if (time === null || (elapsed !== "-" && number === null)) return undefined;
  const timestampMs = epochMs(time);
  if (timestampMs === null) return reject("bad-timestamp");
  if (!BYTE_COUNT.test(size)) return reject("bad-field");
  const [, method = null, target = "-"] = /^ +([A-Z][A-Z_-]{0,19})(?= |$)(?: +([^ ]+))?/.exec(rest) ?? [];
  const durationUs = number === null ? null : decimalToUs(number, MILLISECOND_NS);
  return record("access", { timestampMs, status: parseStatusWord(status) ?? null, bytes: /^\d/.test(size) ? Number(size) : null, durationUs, method, route: toRoute(target) });
}

const UWSGI = /^\[pid: [^\]]*\](?:(?! \[)[^])* (\[[^]{3} [^]{15}(?:\.\d{1,9})? \d{4}\])([^]*)$/;
const UWSGI_REQUEST = /^ ([^ ]*) ([^ ]+) => generated ([^ ]*) bytes in ([^ ]*) (msecs|micros) \(([^)]*)\)/;

/** The verdict on a request of uWSGI; undefined when a line is none. */
export function judgeUwsgiLine(line: string, timeZone: string): OracleVerdict | undefined {
  const bracket = /^\[pid: [^\]]*\](?:(?! \[)[^])* (?=\[)/.exec(line)?.[0];
  if (bracket === undefined || !isApacheErrorLine(line.slice(bracket.length))) return undefined;
  const judged = judgeApacheErrorLine(UWSGI.exec(line)?.[1] ?? "", timeZone);
  if (judged.verdict !== "record") return judged;
  const [, method = "", target = "", size = "", took = "", unit, answer = ""] = UWSGI_REQUEST.exec(UWSGI.exec(line)?.[2] ?? "") ?? [];
  const number = /^(?:-|-1)$/.test(took) ? null : parsePlainDecimal(took);
  const status = /^[^ ]* ([1-9]\d\d)$/.exec(answer)?.[1];
  if (status === undefined || !BYTE_COUNT.test(size) || (number === null && !/^(?:-|-1)$/.test(took))) return reject("bad-field");
  return record("access", {
    timestampMs: judged.fields.timestampMs,
    method: /^[A-Z][A-Z_-]{0,19}$/.test(method) ? method : null,
    route: toRoute(target),
    status: Number(status),
    bytes: /^\d/.test(size) ? Number(size) : null,
    durationUs: number === null ? null : decimalToUs(number, unit === "msecs" ? MILLISECOND_NS : 1_000n),
  });
}
