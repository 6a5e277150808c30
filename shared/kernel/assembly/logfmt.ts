import { findKeyName, NO_KEY } from "./json-keys";
import { CONTAINED, countContainedRecord, countJsonRecord, countMessageRecord, stepOf, TIME } from "./json-record";
import { KIND, LEAF_BEST, LEAF_STEPS, STRING, VALUE, VALUE_END } from "./json-steps";
import { findSpecial, findStringEnd } from "./json-strings";
import { JSON_BEST, JSON_CANDIDATES, JSON_CANDIDATE_WANTS, JSON_LONE_LEAF, JSON_LONE_STEPS, JSON_STEP_BYTES, JSON_WANTS_BYTES, LOGFMT_MEMOS, LOGFMT_MEMOS_MAX, LOGFMT_MEMO_BYTES, NO_CANDIDATE } from "./layout";
import { equals, frontBytes, quotes, spaces } from "./vectors";
import { beginValues, isFirstOf } from "./wanted-values";
import { beginsTrace } from "./words";

// Lines of logfmt: `key=value key="two words" flag`. Their keys are those of JSON lines at the top level, and their values are read as strings of JSON.

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const APOSTROPHE: u32 = 0x27;
const EQUALS: u32 = 0x3d;
const BRACKET: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const UNDERSCORE: u32 = 0x5f;
const AT: u32 = 0x40;
const CARRIAGE_RETURN: u32 = 0x0d;
/** Longer first keys are for the slow path. */
const NAME_BYTES_MAX: usize = 48;

/** Whether the line at `start` begins with a name and `=`. */
// @ts-ignore: decorator
@inline export function beginsAsLogfmt(start: usize): bool {
  const first = <u32>load<u8>(start);
  return ((first | 0x20) - 0x61 < 26 || first == UNDERSCORE || first == AT) && hasName(start);
}

function hasName(start: usize): bool {
  let at = start + 1;
  const end = start + NAME_BYTES_MAX;
  while (at < end && isNameByte(<u32>load<u8>(at))) at++;
  return load<u8>(at) == EQUALS && !beginsTrace(start);
}

/** Letters, digits, and `_ @ - . /`. */
// @ts-ignore: decorator
@inline export function isNameByte(byte: u32): bool {
  // From `-` on there are `.`, `/` and the digits.
  return ((byte | 0x20) - 0x61 < 26 || byte - 0x2d < 13 || byte == UNDERSCORE || byte == AT) as bool;
}

/**
 * The key of the pair at the same place in the line before, which is mostly the one of this line too: up to 16 bytes with the `=` behind it, how many they are, the
 * candidate that its value is, and the want of that.
 */
const MEMO_TEXT_BYTES_MAX: usize = 16;
const MEMO_LENGTH: usize = 16;
const MEMO_CANDIDATE: usize = 20;
const MEMO_WANT: usize = 24;

/** The pair in hand: the byte behind its key, the candidate that its value is, and the want of that. */
let keyEnd: usize = 0;
let candidate: u32 = NO_CANDIDATE;
let want: usize = 0;

/** Count the line `[start, lineFeed)`, which begins with a name and `=`; false, and nothing is counted, when it is unusual in any way. */
export function countLogfmtLine(start: usize, lineFeed: usize): bool {
  return readLine(start, lineFeed) && countJsonRecord(JSON_LONE_LEAF, start, lineFeed);
}

/** The same of a contained line. Without a time it has to be pairs alone, and apostrophes are quotes then. */
export function countContainedLogfmt(start: usize, lineFeed: usize): bool {
  return readLine(start, lineFeed) && (arePairs || stepOf(JSON_LONE_LEAF, TIME) != 0) && countContainedRecord(JSON_LONE_LEAF, start, lineFeed);
}

/** The same of a message of syslog. */
export function countLogfmtMessage(start: usize, lineFeed: usize): bool {
  return readLine(start, lineFeed) && arePairs && countMessageRecord(JSON_LONE_LEAF, start, lineFeed);
}

/** Whether in the line that was read last all words have a `=`, and no value begins with an apostrophe. */
let arePairs: bool = true;

/** Read the values of the line into the steps of `JSON_LONE_LEAF`. False when it is unusual. */
// @ts-ignore: decorator
@inline function readLine(start: usize, lineFeed: usize): bool {
  arePairs = true;
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  beginValues();
  memory.fill(JSON_LONE_LEAF + LEAF_STEPS, 0, JSON_WANTS_BYTES);
  let at = start;
  let memo = LOGFMT_MEMOS;
  while (at < end) {
    if (<u32>load<u8>(at) <= SPACE) {
      at++;
      continue;
    }
    if (!isKeyOf(memo, at) && !readKey(memo, at, end)) return false;
    if (memo < LOGFMT_MEMOS + (LOGFMT_MEMOS_MAX - 1) * LOGFMT_MEMO_BYTES) memo += LOGFMT_MEMO_BYTES;
    let value = keyEnd;
    let valueEnd = keyEnd;
    let next = keyEnd;
    if (keyEnd < end) {
      const mark = <u32>load<u8>(keyEnd);
      if (mark == EQUALS) {
        value++;
        if (value < end && load<u8>(value) == QUOTE) {
          value++;
          valueEnd = findSpecial(value, end);
          if (valueEnd >= end) return false;
          if (load<u8>(valueEnd) != QUOTE) {
            if (load<u8>(valueEnd) != BACKSLASH || candidate != NO_CANDIDATE) return false;
            valueEnd = findStringEnd(valueEnd, end);
            if (valueEnd == 0) return false;
          }
          next = valueEnd + 1;
        } else {
          // Should a quote or an equals sign stand there, it is no key that begins.
          if (load<u8>(value) == APOSTROPHE) arePairs = false;
          valueEnd = next = findValueEnd(value, end);
        }
      } else {
        if (mark > SPACE) return false;
        arePairs = false;
      }
    } else arePairs = false;
    if (candidate != NO_CANDIDATE && !noteValue(value, valueEnd)) return false;
    at = next;
  }
  memory.copy(JSON_LONE_LEAF + LEAF_BEST, JSON_BEST, JSON_WANTS_BYTES);
  return true;
}

/** Whether the key at `at` is the one of the memo; then it is the one in hand. No key has a byte in it that could end the line. */
// @ts-ignore: decorator
@inline function isKeyOf(memo: usize, at: usize): bool {
  const length = <usize>load<u32>(memo, MEMO_LENGTH);
  if (v128.any_true(v128.and(v128.xor(v128.load(at), v128.load(memo)), frontBytes(length))) || length == 0) return false;
  keyEnd = at + length - 1;
  candidate = load<u32>(memo, MEMO_CANDIDATE);
  want = <usize>load<u32>(memo, MEMO_WANT);
  return true;
}

/** Take the key at `at`, and keep it in the memo. False when it is unusual. */
function readKey(memo: usize, at: usize, end: usize): bool {
  keyEnd = findKeyEnd(at, end);
  // What begins with a bracket might be the time of an access line.
  if (keyEnd == at || load<u8>(at) == BRACKET) return false;
  const key = findKeyName(at, keyEnd);
  candidate = key == NO_KEY ? NO_CANDIDATE : <u32>load<u16>(JSON_CANDIDATES + (<usize>key << 1));
  want = candidate == NO_CANDIDATE ? 0 : <usize>load<u8>(JSON_CANDIDATE_WANTS + <usize>candidate);
  if (want == CONTAINED) candidate = NO_CANDIDATE;
  const length = keyEnd + 1 - at;
  if (keyEnd < end && load<u8>(keyEnd) == EQUALS && length <= MEMO_TEXT_BYTES_MAX) {
    v128.store(memo, v128.load(at));
    store<u32>(memo, <u32>length, MEMO_LENGTH);
    store<u32>(memo, candidate, MEMO_CANDIDATE);
    store<u32>(memo, <u32>want, MEMO_WANT);
  }
  return true;
}

/** The first byte in `[from, end)` that no key in ASCII has, or `end`. */
// @ts-ignore: decorator
@inline function findKeyEnd(from: usize, end: usize): usize {
  let at = from;
  let found = keyEnds(at);
  while (found == 0) {
    at += 16;
    if (at >= end) return end;
    found = keyEnds(at);
  }
  return min(at + <usize>ctz(found), end);
}

// @ts-ignore: decorator
@inline function keyEnds(at: usize): i32 {
  const text = v128.load(at);
  // As a signed number a byte that is not ASCII is small too.
  return i8x16.bitmask(v128.or(i8x16.le_s(text, spaces()), v128.or(i8x16.eq(text, quotes()), i8x16.eq(text, equals()))));
}

/** The first byte in `[from, end)` that ends a value without quotes, or should not be in it, or `end`. */
// @ts-ignore: decorator
@inline function findValueEnd(from: usize, end: usize): usize {
  let at = from;
  let found = valueEnds(at);
  while (found == 0) {
    at += 16;
    if (at >= end) return end;
    found = valueEnds(at);
  }
  return min(at + <usize>ctz(found), end);
}

// @ts-ignore: decorator
@inline function valueEnds(at: usize): i32 {
  const text = v128.load(at);
  return i8x16.bitmask(v128.or(i8x16.le_u(text, spaces()), v128.or(i8x16.eq(text, quotes()), i8x16.eq(text, equals()))));
}

/** Note the value of the pair in hand, which is wanted; an empty one means absent. False when its key came before. */
// @ts-ignore: decorator
@inline function noteValue(value: usize, valueEnd: usize): bool {
  if (!isFirstOf(candidate)) return false;
  const best = JSON_BEST + (want << 2);
  if (valueEnd == value || candidate >= load<u32>(best)) return true;
  store<u32>(best, candidate);
  const step = JSON_LONE_STEPS + want * JSON_STEP_BYTES;
  store<u32>(step, STRING, KIND);
  store<u32>(step, <u32>value, VALUE);
  store<u32>(step, <u32>valueEnd, VALUE_END);
  store<u32>(JSON_LONE_LEAF + (want << 2), <u32>step, LEAF_STEPS);
  return true;
}
