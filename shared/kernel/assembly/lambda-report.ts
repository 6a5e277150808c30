import { findAccessTime } from "./access-time";
import { readSpaced } from "./app-request";
import { NOT_SURE } from "./durations";
import { ERROR } from "./levels";
import { NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { minute, timeEnd, timestampMs } from "./time";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { NO_LEVEL } from "./windows";

// What Lambda reports of an invocation: `REPORT RequestId: <36 bytes>\tDuration: 45.12 ms\t…`, and of one that failed `Status: timeout` somewhere behind it.

const TAB: u32 = 0x09;
const UPPER_T: u32 = 0x54;
/** `Z ` */
const ZULU: u32 = 0x205a;
/** `REPORT R`, `equestId`, and `: ` */
const REPORT: u64 = 0x522054524f504552;
const REQUEST_ID: u64 = 0x6449747365757165;
const COLON_SPACE: u32 = 0x203a;
/** `Duration`, and `: ` */
const DURATION: u64 = 0x6e6f697461727544;
const ID: usize = 18;
const ID_BYTES: usize = 36;
const DURATION_AT: usize = ID + ID_BYTES + 1;
const NUMBER: usize = DURATION_AT + 10;
/** `Status: ` */
const STATUS: u64 = 0x203a737574617453;
const STATUS_BYTES: usize = 8;
/** `success` */
const SUCCESS: u64 = 0x73736563637573;
const SUCCESS_MASK: u64 = 0xffffffffffffff;
const SUCCESS_BYTES: usize = 7;

/** Whether the text at `text` of the line at `start`, whose time was read, may be a report: behind other times than those with `Z` and a space the first words may mean something else. */
// @ts-ignore: decorator
@inline export function mayBeReport(start: usize, text: usize): bool {
  return load<u64>(text) == REPORT && load<u16>(timeEnd - 1) == ZULU && load<u8>(start, 10) == UPPER_T;
}

/** Count the line `[start, lineFeed)`, whose time was read, and whose text `[text, end)` may be a report; false, and nothing is counted, when it is unusual in any way. */
export function countReport(start: usize, text: usize, end: usize, lineFeed: usize): bool {
  if (end - text <= NUMBER || load<u64>(text, 8) != REQUEST_ID || load<u16>(text, 16) != COLON_SPACE || !isId(text + ID)) return false;
  if (load<u8>(text, ID + ID_BYTES) != TAB || load<u64>(text, DURATION_AT) != DURATION || load<u16>(text, DURATION_AT + 8) != COLON_SPACE) return false;
  const number = text + NUMBER;
  const numberEnd = findWhiteSpace(number, end);
  const unit = skipWhiteSpace(numberEnd, end);
  const unitEnd = findWhiteSpace(unit, end);
  if (<u32>load<u8>(number) - 0x30 >= 10 || findAccessTime(text, end) != 0) return false;
  const took = readSpaced(number, numberEnd, unit, unitEnd);
  if (took == NOT_SURE) return false;
  const level = hasFailed(unitEnd, end) ? ERROR : NO_LEVEL;
  countRecord(start, lineFeed, minute, timestampMs, 0, level, 0, took, NO_METHOD, 0, 0, 0, 0, 0, 0, 0);
  return true;
}

/** Whether an id is at `at`, of letters in lower case, digits and `-`: it names no level. */
function isId(at: usize): bool {
  for (let i: usize = 0; i < ID_BYTES; i++) {
    const byte = <u32>load<u8>(at + i);
    if (byte - 0x61 >= 26 && byte - 0x30 >= 10 && byte != 0x2d) return false;
  }
  return true;
}

/** Whether the first status in `[from, end)`, behind white space, is there and none of success. */
function hasFailed(from: usize, end: usize): bool {
  for (let at = skipWhiteSpace(from, end); at < end; at = skipWhiteSpace(findWhiteSpace(at, end), end)) {
    if (load<u64>(at) != STATUS || at + STATUS_BYTES > end) continue;
    const value = at + STATUS_BYTES;
    const length = findWhiteSpace(value, end) - value;
    return length > 0 && (length != SUCCESS_BYTES || (load<u64>(value) & SUCCESS_MASK) != SUCCESS);
  }
  return false;
}
