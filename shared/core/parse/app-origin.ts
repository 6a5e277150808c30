import { findLevelBefore } from "./app-level.ts";
import { asciiBytes, beginsWith, isDigit, isLetter } from "./ascii.ts";
import { isAllDigits } from "./decimal.ts";
import { isHex } from "./json-scan.ts";
import { findLevel, findUpperCaseLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { setKey } from "./request.ts";
import { findByte, findWhiteSpace, skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const UPPER_T = 0x54;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const UNDERSCORE = 0x5f;

/** Where the `T`, and the sign of the zone behind six decimals, stand in `YYYY-MM-DDTHH:MM:SS.ffffff±HH:MM`, and how long that is. */
const CLOCK_MARK = 10;
const ZONE_SIGN = 26;
const FILE_TIME_BYTES = 32;
/** `yyyy/mm/dd/`, and the id of a task. */
const DAY_BYTES = 11;
const TASK_BYTES = 32;

/** What Kubernetes' containers write behind the time: the stream, and whether the line is whole. */
const STREAMS = ["stdout F ", "stdout P ", "stderr F ", "stderr P "].map(asciiBytes);

/**
 * The position behind the stream that stands at `text`, behind an ISO time that is `bytes[start, timeEnd)`; -1 when there is none.
 * Source: "CRI: Log Format for container stdout/stderr", Kubernetes design proposals; `aws logs tail`, AWS CLI.
 */
export function skipStream(bytes: Uint8Array, start: number, timeEnd: number, text: number, end: number): number {
  if (bytes[start + CLOCK_MARK] !== UPPER_T) return -1;
  if (isFileTime(bytes, start, timeEnd) && bytes[timeEnd] === SPACE && text === timeEnd + 1) {
    const wordEnd = findWhiteSpace(bytes, text, end);
    if (wordEnd < end && bytes[wordEnd] === SPACE && isLogStream(bytes, text, wordEnd)) return wordEnd + 1;
  }
  const stream = STREAMS.find((words) => beginsWith(bytes, text, end, words));
  return stream === undefined ? -1 : text + stream.length;
}

/** Whether the word is the name of a stream in CloudWatch: `yyyy/mm/dd/…`, as those of Lambda are, or `prefix/container/task` with a task of 32 hexadecimal digits, as those of ECS. */
function isLogStream(bytes: Uint8Array, start: number, end: number): boolean {
  return (end - start > DAY_BYTES && isDay(bytes, start)) || endsWithTask(bytes, start, end);
}

/** Whether the word is a name, `/`, more, `/` and the id of a task. */
function endsWithTask(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= TASK_BYTES) return false;
  const task = end - TASK_BYTES;
  const container = findByte(bytes, start, task - 1, SLASH) + 1;
  return bytes[task - 1] === SLASH && container > start + 1 && container < task - 1 && isHex(bytes, task, end, TASK_BYTES);
}

/** Whether `yyyy/mm/dd/` stands at `at`. */
function isDay(bytes: Uint8Array, at: number): boolean {
  const hasMarks = bytes[at + 4] === SLASH && bytes[at + 7] === SLASH && bytes[at + 10] === SLASH;
  return hasMarks && isAllDigits(bytes, at, at + 4) && isAllDigits(bytes, at + 5, at + 7) && isAllDigits(bytes, at + 8, at + 10);
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
