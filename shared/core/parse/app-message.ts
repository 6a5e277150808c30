import { readRest } from "./access-rest.ts";
import { readRequestBehindWords, readRequestWithStatus } from "./app-request.ts";
import { asciiBytes, beginsWith, isUpperCase, isWhiteSpace } from "./ascii.ts";
import { NOT_A_DURATION, readDurationWord, readTwoWordDuration } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readByteCount } from "./fields.ts";
import { isHex } from "./json-scan.ts";
import { findLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import type { MessageReader } from "./message.ts";
import { isMethod, isProtocol, readRequest } from "./request.ts";
import { STATUS_MIN, readThreeDigits } from "./status.ts";
import { findByte, findClosingQuote, findSpace, findWhiteSpace, skipSpaces, skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const NINE = 0x39;
const COLON = 0x3a;
const UPPER_B = 0x42;
const EQUALS = 0x3d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

const COMPLETED = asciiBytes("Completed ");
const TOOK = asciiBytes(" in ");
const FROM = asciiBytes("from ");
const MARK = asciiBytes(" - ");
const REPORT = asciiBytes("REPORT RequestId: ");
const DURATION = asciiBytes("Duration: ");
const STATUS = asciiBytes("Status: ");
const SUCCESS = asciiBytes("success");
const ERROR = asciiBytes("ERROR");
const STATUS_DIGITS = 3;

/** Read the text behind a time, or behind a level, which is set then: a request with a status, a message that is a line itself, what Rails and Lambda say at the end of a request, or behind a level the first duration and a request among the words. */
export function readText(readMessage: MessageReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const hasLevel = fields.level.start !== -1;
  if (hasLevel && readRequestWithStatus(bytes, start, end, fields)) return;
  const text = skipMarks(bytes, start, end);
  if (readMessage(bytes, text, end, fields) || readCompleted(bytes, text, end, fields) || readReport(bytes, text, end, fields)) return;
  if (hasLevel) readFirstDuration(bytes, start, end, fields);
  if (!readQuotedRequest(bytes, start, end, fields)) readRequestBehindWords(bytes, text, end, fields);
}

/** The first word that is neither dashes and colons nor in brackets. */
function skipMarks(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const wordEnd = findWhiteSpace(bytes, at, end);
    const isBracketed = bytes[at] === BRACKET_OPEN && bytes[wordEnd - 1] === BRACKET_CLOSE;
    let mark = at;
    while (mark < wordEnd && (bytes[mark] === MINUS || bytes[mark] === COLON)) mark++;
    if (!isBracketed && mark < wordEnd) return at;
    at = skipWhiteSpace(bytes, wordEnd, end);
  }
  return at;
}

/** `Completed 500 Internal Server Error in 3ms (…)`, as Rails writes it; false, and nothing is set, when something else stands there. Source: `ActionController::LogSubscriber`. */
function readCompleted(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (!beginsWith(bytes, start, end, COMPLETED)) return false;
  const statusStart = start + COMPLETED.length;
  const statusEnd = findWhiteSpace(bytes, statusStart, end);
  const status = readThreeDigits(bytes, statusStart, statusEnd);
  let at = statusEnd;
  while (at < end && !beginsWith(bytes, at, end, TOOK)) at++;
  const duration = at === end ? NOT_A_DURATION : readDurationWord(bytes, at + TOOK.length, findWhiteSpace(bytes, at + TOOK.length, end));
  const isNamed = at === statusEnd || isUpperCase(bytes[statusEnd + 1]!);
  if (status < STATUS_MIN || duration === NOT_A_DURATION || !isNamed) return false;
  fields.status = status;
  fields.durationMicros = duration;
  return true;
}

/**
 * `REPORT RequestId: id\tDuration: 45.12 ms\tBilled Duration: …`, as Lambda writes it, and of an invocation that failed perhaps `\tStatus: timeout`; false, and nothing
 * is set, when something else stands there. Source: "Understanding Lambda function logs", AWS.
 */
function readReport(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (!beginsWith(bytes, start, end, REPORT)) return false;
  const number = findFigure(bytes, start + REPORT.length, end, DURATION);
  const numberEnd = findWhiteSpace(bytes, number, end);
  const unit = skipWhiteSpace(bytes, numberEnd, end);
  const unitEnd = findWhiteSpace(bytes, unit, end);
  const duration = readTwoWordDuration(bytes, number, numberEnd, unit, unitEnd);
  if (duration === NOT_A_DURATION) return false;
  fields.durationMicros = duration;
  const status = findFigure(bytes, unitEnd, end, STATUS);
  const statusEnd = findWhiteSpace(bytes, status, end);
  const hasFailed = statusEnd > status && (statusEnd - status !== SUCCESS.length || !beginsWith(bytes, status, end, SUCCESS));
  if (hasFailed && fields.level.start === -1) setLevel(fields, findLevel(ERROR, 0, ERROR.length)!);
  return true;
}

/** The position behind the first such name, behind white space, from `from` on; `end` when there is none. */
function findFigure(bytes: Uint8Array, from: number, end: number, name: Uint8Array): number {
  let at = from;
  while (at < end && !(isWhiteSpace(bytes[at - 1]!) && beginsWith(bytes, at, end, name))) at++;
  return Math.min(end, at + name.length);
}

/** `client "METHOD target HTTP/…" status` or `client - "…" status`, as servers of Python and Rust write it without a time; false, and nothing is set, when there is none. */
function readQuotedRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const quote = findByte(bytes, start, end, QUOTE);
  const close = quote === end ? -1 : findClosingQuote(bytes, quote + 1, end);
  if (close === -1 || !isWholeRequest(bytes, quote + 1, close)) return false;
  const behind = skipSpaces(bytes, close + 1, end);
  if (behind === close + 1) return false;
  const isFrom = beginsWith(bytes, behind, end, FROM);
  if (isFrom ? !readFigures(bytes, behind + FROM.length, end, fields) : !isBehindClient(bytes, start, quote) || !readStatusAndRest(bytes, behind, end, fields)) return false;
  readRequest(bytes, quote + 1, close, fields);
  return true;
}

/** A status, and with quoted fields behind the bytes also these and the duration, as in access lines; false, and nothing is set, when there is no status. */
function readStatusAndRest(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const statusEnd = findSpace(bytes, start, end);
  const status = readThreeDigits(bytes, start, statusEnd);
  if (status < STATUS_MIN) return false;
  fields.status = status;
  const size = skipSpaces(bytes, statusEnd, end);
  const sizeEnd = findSpace(bytes, size, end);
  const rest = skipSpaces(bytes, sizeEnd, end);
  const count = readByteCount(bytes, size, sizeEnd);
  if (rest === end || bytes[rest] !== QUOTE || count === NOT_A_BYTE_COUNT) return true;
  fields.bytes = count;
  readRest(bytes, rest, end, fields);
  return true;
}

/** `client - status 5B in 12.3ms`, as chi writes it behind a request; false, and nothing is set, when something else stands there. Source: `middleware.Logger`, go-chi/chi. */
function readFigures(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const mark = findSpace(bytes, start, end);
  const status = mark + MARK.length;
  const size = status + STATUS_DIGITS + 1;
  const sizeEnd = findSpace(bytes, size, end);
  const took = sizeEnd + TOOK.length;
  if (!beginsWith(bytes, mark, end, MARK) || !beginsWith(bytes, sizeEnd, end, TOOK) || bytes[size - 1] !== SPACE || bytes[sizeEnd - 1] !== UPPER_B) return false;
  const code = readThreeDigits(bytes, status, size - 1);
  const count = readByteCount(bytes, size, sizeEnd - 1);
  const duration = readDurationWord(bytes, took, findSpace(bytes, took, end));
  if (code < STATUS_MIN || count === NOT_A_BYTE_COUNT || duration === NOT_A_DURATION) return false;
  fields.status = code;
  fields.bytes = count;
  fields.durationMicros = duration;
  return true;
}

/** Whether an address of digits, points and colons, hexadecimal or with a port perhaps, and a space, or ` - `, stand before `at`. */
function isBehindClient(bytes: Uint8Array, start: number, at: number): boolean {
  if (at === start || bytes[at - 1] !== SPACE) return false;
  const end = at > start + 3 && bytes[at - 2] === MINUS && bytes[at - 3] === SPACE ? at - 3 : at - 1;
  let first = end;
  let marks = 0;
  for (; first > start && bytes[first - 1] !== SPACE; first--) {
    const byte = bytes[first - 1]!;
    if (byte === POINT || byte === COLON) marks++;
    else if (!isHex(bytes, first - 1, end, 1) && byte !== BRACKET_OPEN && byte !== BRACKET_CLOSE) return false;
  }
  return marks > 1;
}

/** Whether `bytes[start, end)` is a method, and more words of which the last is a protocol. */
function isWholeRequest(bytes: Uint8Array, start: number, end: number): boolean {
  const methodEnd = findSpace(bytes, start, end);
  let last = end;
  while (last > methodEnd && bytes[last - 1] !== SPACE) last--;
  return isMethod(bytes, start, methodEnd) && last > methodEnd && isProtocol(bytes, last, end);
}

/** The first word that is a number with a unit, one leading `(` and one trailing `.`, `,`, `;` or `)` ignored; not behind a `=`, where a setting stands. */
function readFirstDuration(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  for (let at = start, wordEnd = start; at < end; at = skipWhiteSpace(bytes, wordEnd, end)) {
    const isSetting = at > start && bytes[wordEnd - 1] === EQUALS;
    wordEnd = findWhiteSpace(bytes, at, end);
    // `(`, `-` and the digits: most words begin with none of them.
    if (bytes[at]! <= NINE && !isSetting) {
      const duration = readDurationWord(bytes, at, wordEnd);
      if (duration !== NOT_A_DURATION) {
        fields.durationMicros = duration;
        return;
      }
    }
  }
}
