import { findJsonKey, isPlainKey, NO_KEY } from "./json-keys";
import { isNull, isPlainWord } from "./json-numbers";
import { countJsonRecord } from "./json-record";
import { learnShape, matchShape } from "./json-shapes";
import { JSON_BEST, JSON_CANDIDATES, JSON_KEYS_MAX, JSON_KEY_CONTAINERS, JSON_KEY_WANTS, JSON_SEEN, JSON_VALUES, NO_CANDIDATE } from "./layout";

// One JSON line whose grammar is known to be plain: the values of wanted keys are found, and `json-record.ts` reads them.

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COLON: u32 = 0x3a;
const BRACKET: u32 = 0x5b;
const OPENING: u32 = 0x7b;
const CLOSING: u32 = 0x7d;

/** A number that no line before had, so that a candidate that was seen in this line is known. */
let lineNumber: u32 = 0;

/**
 * Count the line `[start, lineFeed)` whose positions, up to that of the line feed at `last`, begin at `index`. False when it is unusual in any way;
 * nothing is counted then.
 */
export function countJsonLine(start: usize, index: usize, last: usize, lineFeed: usize, hasEscapes: bool): bool {
  if (<usize>load<u32>(index) != start || load<u8>(start) != OPENING) return false;
  if (matchShape(index, last, hasEscapes)) return isAtEnd(<usize>load<u32>(last - 4), lineFeed) && countJsonRecord(start, lineFeed);
  lineNumber++;
  v128.store(JSON_BEST, i32x4.splat(-1));
  v128.store(JSON_BEST + 16, i32x4.splat(-1));
  v128.store(JSON_BEST + 32, i32x4.splat(-1));
  // The container of depth 2; below it nothing is wanted.
  let container: usize = 0;
  let depth: i32 = 1;
  for (let at = index + 4; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    const byte = <u32>load<u8>(position);
    if (byte != COLON) {
      if (byte == OPENING) depth++;
      else if (byte != CLOSING) {
        // A word in an array.
        if (!isPlainWord(position)) return false;
      } else {
        depth--;
        // The object of the line ends with it: a space behind it is all that may follow.
        if (depth == 0) {
          if (at + 4 != last || !isAtEnd(position, lineFeed) || !countJsonRecord(start, lineFeed)) return false;
          // Lines without a shape in common shall not all pay for learning.
          if ((lineNumber & 3) == 0) learnShape(index, last);
          return true;
        }
      }
      continue;
    }
    const value = position + 1 + usize(load<u8>(position, 1) == SPACE);
    const first = <u32>load<u8>(value);
    if (i32(first != QUOTE) & i32(first != OPENING) & i32(first != BRACKET)) {
      if (!isPlainWord(value)) return false;
    }
    const quote = position - 1 - usize(load<u8>(position - 1) == SPACE);
    if (hasEscapes && !isPlainKey(quote)) return false;
    if (depth > 2) continue;
    const key = findJsonKey(quote);
    if (key == NO_KEY) {
      if (i32(depth == 1) & i32(first == OPENING)) container = NO_CONTAINER;
      continue;
    }
    if (depth == 1) {
      const opens = <usize>load<u8>(JSON_KEY_CONTAINERS + <usize>key);
      if (first == OPENING) container = opens == 0 ? NO_CONTAINER : opens;
      if (opens != 0 && !noteContainer(opens)) return false;
      if (!noteValue(0, key, value, first)) return false;
    } else if (container != NO_CONTAINER && !noteValue(container, key, value, first)) return false;
  }
  return false;
}

/** Objects in which nothing is wanted. */
const NO_CONTAINER: usize = 255;
/** The places of {@link JSON_SEEN} that are for containers. */
const SEEN_CONTAINERS: usize = JSON_SEEN + 4000 * 4;

/** False when the line had a value for the container before: the last one counts, whatever it is. */
function noteContainer(container: usize): bool {
  const seen = SEEN_CONTAINERS + (container << 2);
  if (load<u32>(seen) == lineNumber) return false;
  store<u32>(seen, lineNumber);
  return true;
}

/** Note the value of a wanted key. False when it came before, or is for the slow path. */
// @ts-ignore: decorator
@inline function noteValue(container: usize, key: i32, value: usize, first: u32): bool {
  const candidate = <u32>load<u16>(JSON_CANDIDATES + ((container * JSON_KEYS_MAX + <usize>key) << 1));
  if (candidate == NO_CANDIDATE) return true;
  const seen = JSON_SEEN + (<usize>candidate << 2);
  if (load<u32>(seen) == lineNumber) return false;
  store<u32>(seen, lineNumber);
  if (first == 0x6e && isNull(value)) return true;
  const want = <usize>load<u8>(JSON_KEY_WANTS + <usize>key) << 2;
  if (candidate < load<u32>(JSON_BEST + want)) {
    store<u32>(JSON_BEST + want, candidate);
    store<u32>(JSON_VALUES + want, <u32>value);
  }
  return true;
}

// @ts-ignore: decorator
@inline function isAtEnd(position: usize, lineFeed: usize): bool {
  return position + 1 == lineFeed || position + 2 == lineFeed;
}
