import { hasEscapes, indexJsonLine } from "./json-index";
import { findJsonKey, isPlainKey, NO_KEY } from "./json-keys";
import { learnShape } from "./json-learn";
import { decimals, findWordEnd, isNull, mantissa, readNumber } from "./numbers";
import { CONTAINED, LEVEL, METHOD, REQUEST_LINE } from "./json-record";
import { ANY_STRING, DECIMALS, DIGITS, KIND, LEAF_BEST, LEAF_STEPS, NUMBER, ODD, STRING, VALUE, VALUE_END } from "./json-steps";
import { findSpecial } from "./json-strings";
import {
  BLOCK_BYTES,
  JSON_BEST,
  JSON_CANDIDATES,
  JSON_KEYS_MAX,
  JSON_KEY_CONTAINERS,
  JSON_WANTED_DEPTH_MAX,
  JSON_CANDIDATE_WANTS,
  JSON_LONE_LEAF,
  JSON_LONE_STEPS,
  JSON_NOTED,
  JSON_POSITIONS_MAX,
  JSON_STEP_BYTES,
  JSON_VALUES,
  JSON_WANTS,
  JSON_WANTS_BYTES,
  NO_BEST,
  NO_CANDIDATE,
  POSITIONS,
} from "./layout";
import { beginValues, isFirstOf } from "./wanted-values";

// One JSON line without a known shape, the long way: its grammar is checked, the values of wanted keys are found, and `json-record.ts` reads them.

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COLON: u32 = 0x3a;
const BRACKET: u32 = 0x5b;
const OPENING: u32 = 0x7b;
const CLOSING: u32 = 0x7d;
const CARRIAGE_RETURN: u32 = 0x0d;
/** What is as deep as the reference takes, or nearly so, is for the slow path: an array in the deepest object is one level more. */
const JSON_DEPTH_MAX: i32 = 256;
/** Lines without a shape in common shall not all pay for learning. */
const LEARNING_SHARE: u32 = 4;

/** The line that was read last, and where its positions end. */
let lineStart: usize = 0;
let lineEnd: usize = 0;
let lastPosition: usize = 0;

/** Read the line `[start, lineFeed)`: the values are in the steps of `JSON_LONE_LEAF` then. False when it is unusual in any way. */
export function readJsonLine(start: usize, lineFeed: usize): bool {
  if (lineFeed - start > BLOCK_BYTES) return false;
  lineStart = start;
  lineEnd = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  lastPosition = indexJsonLine(start, lineEnd);
  if (lastPosition == 0 || !walkLine(lastPosition, lineEnd)) return false;
  if (isTelling()) store<u32>(JSON_BEST, NO_BEST, CONTAINED << 2);
  else if (isUnsure || !isContainedText()) return false;
  for (let want: usize = 0; want < JSON_WANTS; want++) settle(want);
  memory.copy(JSON_LONE_LEAF + LEAF_BEST, JSON_BEST, JSON_WANTS_BYTES);
  return true;
}

/** How many lines might have been learned. */
let learnable: u32 = 0;

/** Learn the shape of the line that was read last, now and then. */
export function learnJsonLine(): void {
  if (learnable++ % LEARNING_SHARE == 0) learnShape(lineStart, lastPosition, lineEnd);
}

/** Whether the line in hand says something itself, so that it is no envelope of another one: a level, a status, a duration, bytes, a method or a request. */
function isTelling(): bool {
  const figures = v128.and(v128.load(JSON_BEST, LEVEL << 2), i32x4.splat(load<i32>(JSON_BEST, METHOD << 2)));
  return !i32x4.all_true(i32x4.eq(figures, i32x4.splat(NO_BEST))) || load<u32>(JSON_BEST, REQUEST_LINE << 2) != NO_BEST;
}

/** Whether the best value for a contained line is a string, if there is any. */
function isContainedText(): bool {
  return load<u32>(JSON_BEST, CONTAINED << 2) == NO_BEST || load<u8>(<usize>load<u32>(JSON_VALUES, CONTAINED << 2)) == QUOTE;
}

/** Read the value of a want as the steps of a shape have it. */
function settle(want: usize): void {
  const place = want << 2;
  const step = JSON_LONE_STEPS + want * JSON_STEP_BYTES;
  const isThere = load<u32>(JSON_BEST + place) != NO_BEST;
  store<u32>(JSON_LONE_LEAF + LEAF_STEPS + place, isThere ? <u32>step : 0);
  if (!isThere) return;
  const value = <usize>load<u32>(JSON_VALUES + place);
  let kind = ODD;
  if (want == CONTAINED) {
    kind = ANY_STRING;
    store<u32>(step, <u32>value + 1, VALUE);
  } else if (load<u8>(value) == QUOTE) {
    const special = findSpecial(value + 1, usize.MAX_VALUE);
    if (load<u8>(special) == QUOTE) {
      kind = STRING;
      store<u32>(step, <u32>value + 1, VALUE);
      store<u32>(step, <u32>special, VALUE_END);
    }
  } else if (readNumber(value)) {
    kind = NUMBER;
    store<u32>(step, <u32>decimals, DECIMALS);
    store<u64>(step, mantissa, DIGITS);
  }
  store<u32>(step, kind, KIND);
}

/** Find the values of the line whose positions end at `last`. False when something in it is unusual. */
function walkLine(last: usize, end: usize): bool {
  beginValues();
  isUnsure = false;
  let depth: i32 = 1;
  // Of each depth in which something may be wanted a byte, the lowest that of depth 1: its container.
  let containers: u32 = 0;
  for (let at = POSITIONS + 4; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    const byte = <u32>load<u8>(position);
    if (byte != COLON) {
      if (byte == OPENING) {
        if (++depth == JSON_DEPTH_MAX) return false;
      } else if (byte != CLOSING) {
        // A word in an array.
        if (findWordEnd(position) == 0) return false;
      } else {
        depth--;
        // The object of the line ends with it: a space behind it is all that may follow.
        if (depth == 0) return at + 4 == last && (position + 1 == end || (position + 2 == end && load<u8>(position, 1) == SPACE));
      }
      continue;
    }
    const value = position + 1 + usize(load<u8>(position, 1) == SPACE);
    const first = <u32>load<u8>(value);
    if (i32(first != QUOTE) & i32(first != OPENING) & i32(first != BRACKET)) {
      if (findWordEnd(value) == 0) return false;
    }
    const quote = position - 1 - usize(load<u8>(position - 1) == SPACE);
    if (hasEscapes && !isPlainKey(quote)) return false;
    noted = NO_CANDIDATE;
    if (depth <= JSON_WANTED_DEPTH_MAX) {
      const shift = <u32>(depth - 1) << 3;
      const container = (containers >> shift) & NO_CONTAINER;
      const key = container == NO_CONTAINER ? NO_KEY : findJsonKey(quote);
      let opens: u32 = 0;
      if (key != NO_KEY) {
        opens = <u32>load<u8>(JSON_KEY_CONTAINERS + <usize>container * JSON_KEYS_MAX + <usize>key);
        if (opens != 0 && !noteContainer(opens)) return false;
        if (!noteValue(container, key, value, first)) return false;
      }
      if (i32(first == OPENING) & i32(depth < JSON_WANTED_DEPTH_MAX)) {
        const inner = shift + 8;
        containers = (containers & ~(NO_CONTAINER << inner)) | ((opens == 0 ? NO_CONTAINER : opens) << inner);
      }
    }
    if (at - POSITIONS < JSON_POSITIONS_MAX << 2) store<u32>(JSON_NOTED + (at - POSITIONS), noted);
  }
  return false;
}

/** Objects in which nothing is wanted: all bits of a byte. */
const NO_CONTAINER: u32 = 255;
/** The numbers of candidates that are for containers. */
const CONTAINERS: u32 = 4000;

/** False when the line had a value for the container before: the last one counts, whatever it is. */
function noteContainer(container: u32): bool {
  return isFirstOf(CONTAINERS + container);
}

/** What the value that was looked at last is a candidate for. */
let noted: u32 = NO_CANDIDATE;

/** Whether the line in hand has null, or two values, under a key of a contained line. */
let isUnsure: bool = false;

/** Note the value of a wanted key. False when it came before, or is for the slow path. */
// @ts-ignore: decorator
@inline function noteValue(container: u32, key: i32, value: usize, first: u32): bool {
  const candidate = <u32>load<u16>(JSON_CANDIDATES + ((<usize>container * JSON_KEYS_MAX + <usize>key) << 1));
  if (candidate == NO_CANDIDATE) return true;
  const want = <usize>load<u8>(JSON_CANDIDATE_WANTS + <usize>candidate) << 2;
  noted = candidate;
  if (!isFirstOf(candidate)) {
    isUnsure = want == CONTAINED << 2;
    return isUnsure;
  }
  if (first == 0x6e && isNull(value)) {
    // A line of the same shape may have a value there.
    isUnsure = (isUnsure | i32(want == CONTAINED << 2)) as bool;
    return true;
  }
  if (candidate < load<u32>(JSON_BEST + want)) {
    store<u32>(JSON_BEST + want, candidate);
    store<u32>(JSON_VALUES + want, <u32>value);
  }
  return true;
}
