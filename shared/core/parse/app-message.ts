import { readRequestWithStatus } from "./app-request.ts";
import { NOT_A_DURATION, readDurationWord } from "./duration.ts";
import { isHex } from "./json-scan.ts";
import type { LineFields } from "./line-fields.ts";
import type { MessageReader } from "./message.ts";
import { isMethod, isProtocol, readRequest } from "./request.ts";
import { STATUS_ABSENT, STATUS_MIN, readThreeDigits } from "./status.ts";
import { findByte, findClosingQuote, findSpace, findWhiteSpace, skipSpaces, skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const NINE = 0x39;
const COLON = 0x3a;
const EQUALS = 0x3d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** Read the text behind a time, or behind a level, which is set then: a request with a status, a message that is a line itself, a quoted request, and behind a level the first duration. */
export function readText(readMessage: MessageReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const hasLevel = fields.level.start !== -1;
  if (hasLevel && readRequestWithStatus(bytes, start, end, fields)) return;
  if (readMessage(bytes, skipMarks(bytes, start, end), end, fields)) return;
  if (hasLevel) readFirstDuration(bytes, start, end, fields);
  readQuotedRequest(bytes, start, end, fields);
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

/** `client "METHOD target HTTP/…" status` or `client - "…" status`, as servers of Python and Rust write it without a time. */
function readQuotedRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const quote = findByte(bytes, start, end, QUOTE);
  const close = quote === end ? -1 : findClosingQuote(bytes, quote + 1, end);
  if (close === -1 || !isBehindClient(bytes, start, quote) || !isWholeRequest(bytes, quote + 1, close)) return;
  const statusStart = skipSpaces(bytes, close + 1, end);
  const status = statusStart === close + 1 ? STATUS_ABSENT : readThreeDigits(bytes, statusStart, findSpace(bytes, statusStart, end));
  if (status < STATUS_MIN) return;
  fields.status = status;
  readRequest(bytes, quote + 1, close, fields);
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
