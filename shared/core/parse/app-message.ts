import { readRequestWithStatus } from "./app-request.ts";
import { NOT_A_DURATION, readDuration } from "./duration.ts";
import type { LineFields } from "./line-fields.ts";
import type { MessageReader } from "./message.ts";
import { isMethod, isProtocol, readRequest } from "./request.ts";
import { STATUS_MIN, readThreeDigits } from "./status.ts";
import { findByte, findClosingQuote, findSpace, findWhiteSpace, skipSpaces, skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const NINE = 0x39;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
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

/** `"METHOD target HTTP/…" status`, as servers of Python write it behind a client without a time. */
function readQuotedRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  for (let quote = findByte(bytes, start, end, QUOTE); quote < end; quote = findByte(bytes, quote + 1, end, QUOTE)) {
    if (quote > start && bytes[quote - 1] !== SPACE) continue;
    const close = findClosingQuote(bytes, quote + 1, end);
    if (close === -1) return;
    const statusStart = skipSpaces(bytes, close + 1, end);
    const status = statusStart === close + 1 ? -1 : readThreeDigits(bytes, statusStart, findSpace(bytes, statusStart, end));
    if (status < STATUS_MIN || !isWholeRequest(bytes, quote + 1, close)) continue;
    fields.status = status;
    readRequest(bytes, quote + 1, close, fields);
    return;
  }
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

function readDurationWord(bytes: Uint8Array, start: number, end: number): number {
  const last = bytes[end - 1]!;
  const hasMark = last === POINT || last === COMMA || last === SEMICOLON || last === PAREN_CLOSE;
  return readDuration(bytes, bytes[start] === PAREN_OPEN ? start + 1 : start, hasMark ? end - 1 : end);
}
