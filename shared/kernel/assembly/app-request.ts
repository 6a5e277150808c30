import { durationOfWord } from "./app-words";
import { threeDigits } from "./digits";
import { NOT_A_DURATION, NOT_SURE, readDuration } from "./durations";
import { findMethod, isHttp, methodLength, NO_METHOD } from "./methods";
import { decimals, mantissa, numberEnd, scaleNumber, scanNumber } from "./numbers";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { minute, timestampMs } from "./time";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { MICROS_MAX, NO_LEVEL, NO_MICROS } from "./windows";
import { NOT_A_COUNT, readCount } from "./words";

// Requests of plain application lines: `METHOD target - status - duration` directly behind the time, and `METHOD target [HTTP/…] [->] status figures…` there or in a text.

const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
/** ` - ` */
const SEPARATOR_BYTES: usize = 3;
const SEPARATOR: u32 = 0x202d20;
/** `HTTP/` */
const PROTOCOL: u64 = 0x2f50545448;
const PROTOCOL_MASK: u64 = 0xffffffffff;
/** `->` and `=>` */
const ARROW: u32 = 0x3e2d;
const DOUBLE_ARROW: u32 = 0x3e3d;
/** `OK`, `in` and `took` */
const OK: u32 = 0x4b4f;
const IN: u32 = 0x6e69;
const TOOK: u32 = 0x6b6f6f74;
const STATUS_BYTES: usize = 3;
/** Units that stand alone: `ms`, and `s`; others begin with a letter from `m` on too. */
const MS: u32 = 0x736d;
const LETTER_S: u32 = 0x73;
const UNIT_FIRST_MIN: u32 = 0x6d;

/** What {@link readStatus} says: nothing of a request follows the target, or it does, or that is for the slow path to say. */
export const NOT_STATED: i32 = 0;
export const STATED: i32 = 1;
export const MAY_BE_STATED: i32 = 2;

/** What {@link readStatus} found last. */
export let status: u32 = 0;
export let micros: i32 = NO_MICROS;
export let bytes: u64 = 0;

/** Count a line with `METHOD target`, `METHOD target - status` or `METHOD target - status - duration`, or with figures behind its status, in `[from, end)`. */
export function countRequest(start: usize, from: usize, end: usize, lineFeed: usize): bool {
  const method = findMethod(from);
  if (method == NO_METHOD) return false;
  const target = from + methodLength + 1;
  if (load<u8>(target) != SLASH) return false;
  const targetEnd = findWhiteSpace(target, end);
  status = 0;
  micros = NO_MICROS;
  bytes = 0;
  if (targetEnd != end) {
    if ((load<u32>(targetEnd) & 0xffffff) == SEPARATOR ? !readParts(targetEnd, end) : !isHttp(method) || readStatus(targetEnd, end, false) != STATED) return false;
  }
  findRoute(target, targetEnd);
  countRecord(start, lineFeed, minute, timestampMs, status, NO_LEVEL, bytes, micros, method, routeLength, 0, 0, 0, 0, 0, 0);
  return true;
}

/** Read ` - status` or ` - status - duration`, up to the end. */
function readParts(from: usize, end: usize): bool {
  if (end - from < SEPARATOR_BYTES + STATUS_BYTES) return false;
  status = threeDigits(from + SEPARATOR_BYTES);
  if (status < 100) return false;
  const behind = from + SEPARATOR_BYTES + STATUS_BYTES;
  if (behind == end) return true;
  const duration = behind + SEPARATOR_BYTES;
  if ((load<u32>(behind) & 0xffffff) != SEPARATOR || duration >= end || <u32>load<u8>(duration) - 0x30 >= 10) return false;
  micros = readDuration(duration, end);
  return micros >= 0;
}

/** Read the status behind a target that ends at `targetEnd`, and the figures behind it up to the end; with `takesDash` a dash may stand before it, else only an arrow. */
export function readStatus(targetEnd: usize, end: usize, takesDash: bool): i32 {
  let at = skipWhiteSpace(targetEnd, end);
  if ((load<u64>(at) & PROTOCOL_MASK) == PROTOCOL) at = skipWhiteSpace(findWhiteSpace(at, end), end);
  let wordEnd = findWhiteSpace(at, end);
  if (isMark(at, wordEnd, takesDash)) {
    at = skipWhiteSpace(wordEnd, end);
    wordEnd = findWhiteSpace(at, end);
  }
  if (wordEnd - at != STATUS_BYTES) return NOT_STATED;
  status = threeDigits(at);
  if (status - 100 >= 500) return NOT_STATED;
  micros = NO_MICROS;
  bytes = 0;
  return readFigures(skipWhiteSpace(wordEnd, end), end);
}

/** Read words up to the end: durations and bytes, of which the first count, dashes, and words that stand before a duration. */
function readFigures(from: usize, end: usize): i32 {
  let hasBytes = false;
  for (let at = from; at < end; ) {
    const wordEnd = findWhiteSpace(at, end);
    let next = skipWhiteSpace(wordEnd, end);
    let took = durationOfWord(at, wordEnd);
    if (took == NOT_A_DURATION && next < end && <u32>load<u8>(at) - 0x30 < 10 && <u32>load<u8>(next) >= UNIT_FIRST_MIN) {
      const unitEnd = findWhiteSpace(next, end);
      took = readSpaced(at, wordEnd, next, unitEnd);
      next = skipWhiteSpace(unitEnd, end);
    }
    if (took == NOT_SURE) return MAY_BE_STATED;
    if (took != NOT_A_DURATION) micros = micros == NO_MICROS ? took : micros;
    else if (<u32>load<u8>(at) - 0x30 < 10) {
      const count = readCount(at, wordEnd);
      if (count == NOT_A_COUNT) return MAY_BE_STATED;
      if (!hasBytes) bytes = <u64>count;
      hasBytes = true;
    } else if (!isSmallWord(at, wordEnd)) return NOT_STATED;
    at = next;
  }
  return STATED;
}

/** The duration of a number, `[start, end)`, whose unit is the next word, `[unit, unitEnd)`. */
export function readSpaced(start: usize, end: usize, unit: usize, unitEnd: usize): i32 {
  const length = unitEnd - unit;
  const isMillis = length == 2 && <u32>load<u16>(unit) == MS;
  if (!isMillis && (length != 1 || <u32>load<u8>(unit) != LETTER_S)) return NOT_SURE;
  if (!scanNumber(start) || numberEnd != end) return NOT_SURE;
  const took = scaleNumber(mantissa, <i32>decimals, isMillis ? 3 : 6);
  return took > MICROS_MAX ? NOT_SURE : <i32>took;
}

/** Whether the word `[start, end)` may stand between a target and its status. */
// @ts-ignore: decorator
@inline function isMark(start: usize, end: usize, takesDash: bool): bool {
  const length = end - start;
  const word = <u32>load<u16>(start);
  return length == 2 ? word == ARROW || word == DOUBLE_ARROW : takesDash && length == 1 && (word & 0xff) == MINUS;
}

/** Whether the word `[start, end)` may stand behind a status. */
function isSmallWord(start: usize, end: usize): bool {
  const length = end - start;
  const word = load<u32>(start);
  if (length == 1) return (word & 0xff) == MINUS;
  if (length == 2) return (word & 0xffff) == OK || (word & 0xffff) == IN;
  return length == 4 && word == TOOK;
}
