import { findJsonKey, NO_KEY } from "./json-keys";
import { isNull, isPlainWord } from "./json-numbers";
import { JSON_BEST, JSON_SHAPES, JSON_SHAPE_BYTES, JSON_SHAPE_POSITIONS_MAX, JSON_VALUES } from "./layout";

// A program writes its lines with the same keys in the same order. The shapes of lines that were walked are remembered: the keys in their order, and which
// of their values are wanted. A line of a known shape needs no key to be looked up, only compared.

const QUOTE: u32 = 0x22;
const COLON: u32 = 0x3a;
const SPACE: u32 = 0x20;
const BRACKET: u32 = 0x5b;
const OPENING: u32 = 0x7b;
const CLOSING: u32 = 0x7d;
const BACKSLASH: u32 = 0x5c;

/** A shape: how many positions it has, 0 for none; the best candidates; and an entry for each position. */
const COUNT: usize = 0;
const BEST: usize = 16;
const ENTRIES: usize = 64;

/**
 * An entry: the byte; of a key its last eight bytes under a mask, two more words of a longer one with how far before the colon they are, its length; where
 * the address of its value is stored; and what its value may be. Entries of braces and of short keys have masks of 0, so that all are walked alike.
 */
const WORD: usize = 0;
const MASK: usize = 8;
const HEAD: usize = 16;
const MIDDLE: usize = 24;
const HEAD_BEFORE: usize = 32;
const MIDDLE_BEFORE: usize = 36;
const BYTE: usize = 40;
const KEY_BYTES: usize = 44;
/** The place of the want, or {@link UNWANTED}. */
const VALUE_PLACE: usize = 48;
/** Bits: a value that is no string, object or array has to be a plain word; or to begin with a digit. */
const CHECKS: usize = 52;
const HEAD_MASK: usize = 56;
const MUST_BE_WORD: u32 = 1;
const MUST_BE_DIGIT: u32 = 2;
const ENTRY_BYTES: usize = 64;

/** The place of values that nobody wants. */
const UNWANTED: usize = JSON_VALUES + 60;
const WANTS: usize = 11;
/** The value of a logger is not always read: whoever reads the others finds out himself whether they are numbers. */
const LOGGER_PLACE: usize = JSON_VALUES + 40;
const WORD_BYTES: u32 = 8;
/** A line with a longer key has no shape. */
const KEY_BYTES_MAX: usize = 23;

/** The place of the shape of a line with so many positions, by the ends of its first two keys. */
// @ts-ignore: decorator
@inline function shapeOf(index: usize, count: usize): usize {
  const first = load<u32>(<usize>load<u32>(index, 4) - 5);
  const second = load<u32>(<usize>load<u32>(index, 8) - 5);
  const hash = (first ^ (second << 7) ^ (second >> 9) ^ <u32>count) * 0x9e3779b1;
  return JSON_SHAPES + <usize>(hash >> 24) * JSON_SHAPE_BYTES;
}

/**
 * Whether the line, whose positions are `[index, last)`, has a shape that is known; then its values are found. False as well when one of its values
 * needs a closer look.
 */
// @ts-ignore: decorator
@inline export function matchShape(index: usize, last: usize, hasEscapes: bool): bool {
  const count = (last - index) >> 2;
  if (count - 3 > JSON_SHAPE_POSITIONS_MAX - 3) return false;
  const shape = shapeOf(index, count);
  if (<usize>load<u32>(shape, COUNT) != count) return false;
  let differences: u64 = 0;
  let entry = shape + ENTRIES;
  for (let at = index + 4; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    const head = load<u64>(position - <usize>load<u32>(entry, HEAD_BEFORE)) ^ load<u64>(entry, HEAD);
    const middle = load<u64>(position - <usize>load<u32>(entry, MIDDLE_BEFORE)) ^ load<u64>(entry, MIDDLE);
    differences |= ((load<u64>(position - 9) ^ load<u64>(entry, WORD)) & load<u64>(entry, MASK)) | ((head | middle) & load<u64>(entry, HEAD_MASK));
    differences |= <u64>(<u32>load<u8>(position) ^ load<u32>(entry, BYTE));
    const value = position + 1 + usize(load<u8>(position, 1) == SPACE);
    store<u32>(<usize>load<u32>(entry, VALUE_PLACE), <u32>value);
    const first = <u32>load<u8>(value);
    const isWord = i32(first != QUOTE) & i32(first != OPENING) & i32(first != BRACKET);
    const checks = load<u32>(entry, CHECKS) & (MUST_BE_WORD | (u32(first - 0x30 >= 10) << 1));
    if ((isWord & i32(checks != 0)) != 0 && !isAsWanted(value, checks)) return false;
    entry += ENTRY_BYTES;
  }
  if (differences != 0 || (hasEscapes && !hasPlainKeys(shape, index, last))) return false;
  v128.store(JSON_BEST, v128.load(shape, BEST));
  v128.store(JSON_BEST + 16, v128.load(shape, BEST + 16));
  v128.store(JSON_BEST + 32, v128.load(shape, BEST + 32));
  return true;
}

/** Whether a word has the form that its key asks for: a wanted one that begins with no digit needs a closer look. */
function isAsWanted(value: usize, checks: u32): bool {
  return (checks & MUST_BE_DIGIT) == 0 && isPlainWord(value);
}

/** Whether no quote that opens a key of the shape is an escaped one. */
function hasPlainKeys(shape: usize, index: usize, last: usize): bool {
  let entry = shape + ENTRIES;
  for (let at = index + 4; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    if (load<u32>(entry, BYTE) == COLON && load<u8>(position - 3 - <usize>load<u32>(entry, KEY_BYTES)) == BACKSLASH) return false;
    entry += ENTRY_BYTES;
  }
  return true;
}

/** Remember the shape of a line whose values were found the long way, if it has one. */
export function learnShape(index: usize, last: usize): void {
  const count = (last - index) >> 2;
  if (count - 3 > JSON_SHAPE_POSITIONS_MAX - 3) return;
  const shape = shapeOf(index, count);
  store<u32>(shape, 0, COUNT);
  let entry = shape + ENTRIES;
  for (let at = index + 4; at < last; at += 4) {
    const position = <usize>load<u32>(at);
    const byte = <u32>load<u8>(position);
    memory.fill(entry, 0, ENTRY_BYTES);
    store<u32>(entry, byte, BYTE);
    store<u32>(entry, WORD_BYTES, HEAD_BEFORE);
    store<u32>(entry, WORD_BYTES, MIDDLE_BEFORE);
    store<u32>(entry, <u32>UNWANTED, VALUE_PLACE);
    // Words of arrays are of any number.
    const isFixed = byte == COLON || byte == OPENING || byte == CLOSING;
    if (!isFixed || (byte == COLON && !learnKey(entry, position))) return;
    entry += ENTRY_BYTES;
  }
  v128.store(shape, v128.load(JSON_BEST), BEST);
  v128.store(shape, v128.load(JSON_BEST + 16), BEST + 16);
  v128.store(shape, v128.load(JSON_BEST + 32), BEST + 32);
  store<u32>(shape, <u32>count, COUNT);
}

function learnKey(entry: usize, colon: usize): bool {
  const quote = colon - 1;
  if (load<u8>(quote) != QUOTE) return false;
  let length: usize = 0;
  while (load<u8>(quote - 1 - length) != QUOTE) {
    if (++length > KEY_BYTES_MAX) return false;
  }
  const value = colon + 1 + usize(load<u8>(colon, 1) == SPACE);
  // Where a wanted key has no value another one counts: the shape does not tell which.
  if (isNull(value) && findJsonKey(quote) != NO_KEY) return false;
  // The quote that opens the key is compared with it.
  const compared = min(length + 1, 8);
  const mask = u64.MAX_VALUE << <u64>(64 - (compared << 3));
  store<u64>(entry, mask, MASK);
  store<u64>(entry, load<u64>(quote - 8) & mask, WORD);
  store<u32>(entry, <u32>length, KEY_BYTES);
  if (length >= 8) {
    const head = length + 2;
    const middle = length > 15 ? 17 : head;
    store<u32>(entry, <u32>head, HEAD_BEFORE);
    store<u32>(entry, <u32>middle, MIDDLE_BEFORE);
    store<u64>(entry, load<u64>(colon - head), HEAD);
    store<u64>(entry, load<u64>(colon - middle), MIDDLE);
    store<u64>(entry, u64.MAX_VALUE, HEAD_MASK);
  }
  const place = placeOf(value);
  store<u32>(entry, <u32>place, VALUE_PLACE);
  store<u32>(entry, place == UNWANTED ? MUST_BE_WORD : place == LOGGER_PLACE ? MUST_BE_WORD | MUST_BE_DIGIT : MUST_BE_DIGIT, CHECKS);
  return true;
}

/** The place of the want whose value was found at `value`. */
function placeOf(value: usize): usize {
  for (let want: usize = 0; want < WANTS; want++) {
    const place = want << 2;
    if (load<i32>(JSON_BEST + place) != -1 && <usize>load<u32>(JSON_VALUES + place) == value) return JSON_VALUES + place;
  }
  return UNWANTED;
}
