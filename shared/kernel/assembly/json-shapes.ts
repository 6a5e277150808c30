import { takeNumber } from "./json-numbers";
import {
  ANY_STRING,
  ARRAY,
  ARRAY_BYTES,
  ARRAY_MEMO,
  ARRAY_MEMO_BYTES,
  END,
  EXPECTED,
  HEAD_GUESSES,
  HEAD_NEXT,
  KIND,
  NEXT,
  NOTHING,
  NUMBER,
  OTHER,
  REST,
  SURPRISED,
  SURPRISES,
  TEXT,
  TEXT_BYTES,
  UNCOUNTED,
  VALUE,
  VALUE_END,
  WORD,
} from "./json-steps";
import { findSpecial, findStringEnd } from "./json-strings";
import { JSON_SHAPES } from "./layout";
import { findWordEnd } from "./numbers";
import { backBytes, frontBytes } from "./vectors";

// A program writes its lines with the same keys in the same order. The shapes of lines that were walked the long way are remembered as a tree of steps: a step is
// the text between two values, keys and all, and what kind of value follows; levels and methods belong to the text. A line of a known shape is read in one go, from its first byte to its line feed: its
// text is compared, its values are taken, and its grammar is that of the line which the shape was learned from.

const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const BRACKET: u32 = 0x5b;
const CLOSING_BRACKET: u32 = 0x5d;

/** How many lines came: to see how often a value is of another length than expected. */
let lines: u32 = 0;
const SELDOM_LINES: u32 = 32;
const SURPRISES_MAX: i32 = 16;
/** Of a value that changes too often: it stays so. */
const UNKNOWN_LENGTH: usize = 0x40000000;

const MIX: u64 = 0x9e3779b97f4a7c15;
const GUESS_SHIFT: u64 = 64 - 7;

/** The leaf of the shape that was found last. */
export let shapeLeaf: usize = 0;

/** The line feed of the line at `start` if its shape is known and it ends before `end`; then its values are in the steps of {@link shapeLeaf}. Else 0, or an address from `end` on. */
// @ts-ignore: decorator
@inline export function walkShape(start: usize, end: usize): usize {
  lines++;
  const guess = guessAt(start);
  let step = <usize>load<u32>(guess);
  let isGuess = true;
  let at = start;
  if (step == 0) step = findFirstStep(start, guess);
  while (step != 0) {
    if (hasText(step, at)) {
      const value = at + <usize>load<u32>(step, TEXT_BYTES);
      const kind = load<u32>(step, KIND);
      let valueEnd: usize = 0;
      if (kind <= ANY_STRING) {
        const special = findSpecial(value, end);
        store<u32>(step, <u32>value, VALUE);
        store<u32>(step, <u32>special, VALUE_END);
        valueEnd = special + 1;
        if (load<u8>(special) != QUOTE) valueEnd = kind == ANY_STRING ? findEscapedEnd(special, end) : 0;
      } else if (kind == NUMBER) {
        valueEnd = takeNumber(step, value);
      } else if (kind == END) {
        const lineFeed = findLineFeed(value);
        if (lineFeed != 0) {
          shapeLeaf = <usize>load<u32>(step, NEXT);
          return lineFeed;
        }
      } else valueEnd = findRareEnd(step, kind, value, end);
      if (valueEnd != 0) {
        const expectedLength = <usize>load<u32>(step, EXPECTED);
        if (valueEnd == value + expectedLength) {
          // So the next text can be compared before it is known where this value ends.
          at = value + expectedLength;
          step = <usize>load<u32>(step, NEXT);
          continue;
        }
        if (expectedLength != UNKNOWN_LENGTH) expect(step, valueEnd - value);
        at = valueEnd;
        step = <usize>load<u32>(step, NEXT);
        continue;
      }
    }
    if (i32(at == start) & i32(isGuess)) {
      isGuess = false;
      step = findFirstStep(start, guess);
    } else step = <usize>load<u32>(step, OTHER);
  }
  // The step of the guess may be one of those that were forgotten: the next line begins anew.
  store<u32>(guess, 0);
  return 0;
}

/** Whether the text of the step is at `at`. */
// @ts-ignore: decorator
@inline function hasText(step: usize, at: usize): bool {
  const text = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(step, TEXT)));
  const rest = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), v128.load(step, REST)));
  return (text | (rest << 16) | load<u32>(step, UNCOUNTED)) == u32.MAX_VALUE;
}

/** Where it is kept which step a line that begins like this one began with. */
// @ts-ignore: decorator
@inline function guessAt(start: usize): usize {
  // The first two bytes are alike in all lines.
  const place = <usize>((load<u64>(start, 2) * MIX) >> GUESS_SHIFT);
  return JSON_SHAPES + HEAD_GUESSES + (place << 2);
}

/** The first of the steps whose text the line begins with, kept as a guess; 0 when there is none. */
function findFirstStep(start: usize, guess: usize): usize {
  let step = <usize>load<u32>(JSON_SHAPES, HEAD_NEXT);
  while (step != 0 && !hasText(step, start)) step = <usize>load<u32>(step, OTHER);
  store<u32>(guess, <u32>step);
  return step;
}

/** Note the length of a value that another one was expected of. */
function expect(step: usize, length: usize): void {
  // Where lengths change all the time nothing is expected any more: to be surprised takes longer than to look.
  const isOften = lines - load<u32>(step, SURPRISED) < SELDOM_LINES;
  store<u32>(step, lines, SURPRISED);
  const surprises = <i32>load<u32>(step, SURPRISES) + (isOften ? 1 : -1);
  store<i32>(step, max(surprises, 0), SURPRISES);
  store<u32>(step, <u32>(surprises < SURPRISES_MAX ? length : UNKNOWN_LENGTH), EXPECTED);
}

/** The line feed at `at`, or behind one byte that is no part of the object; else 0. */
// @ts-ignore: decorator
@inline function findLineFeed(at: usize): usize {
  const byte = <u32>load<u8>(at);
  if (byte == LINE_FEED) return at;
  return (i32(byte == CARRIAGE_RETURN) | i32(byte == SPACE)) & i32(load<u8>(at, 1) == LINE_FEED) ? at + 1 : 0;
}

/** The end of a value of a rarer kind at `at`; 0 when it is of another one. */
function findRareEnd(step: usize, kind: u32, at: usize, end: usize): usize {
  if (kind == WORD) return findWordEnd(at);
  if (kind == ARRAY) return findKnownArrayEnd(step, at, end);
  return kind == NOTHING ? at : 0;
}

/** The byte behind the string whose first special byte is at `special`; 0 when it is no plain JSON. */
function findEscapedEnd(special: usize, end: usize): usize {
  const closing = findStringEnd(special, end);
  return closing == 0 ? 0 : closing + 1;
}

/** The same of an array that is often the one that stood there before. */
// @ts-ignore: decorator
@inline function findKnownArrayEnd(step: usize, at: usize, end: usize): usize {
  const known = <usize>load<u32>(step, ARRAY_BYTES);
  const front = v128.and(v128.xor(v128.load(at), v128.load(step, ARRAY_MEMO)), frontBytes(known));
  const back = v128.and(v128.xor(v128.load(at, 16), v128.load(step, ARRAY_MEMO + 16)), backBytes(known));
  if (known != 0 && !v128.any_true(v128.or(front, back))) return at + known;
  const arrayEnd = findArrayEnd(at, end);
  const length = arrayEnd - at;
  if (arrayEnd == 0 || length > ARRAY_MEMO_BYTES) return arrayEnd;
  v128.store(step, v128.load(at), ARRAY_MEMO);
  v128.store(step, v128.load(at, 16), ARRAY_MEMO + 16);
  store<u32>(step, <u32>length, ARRAY_BYTES);
  return arrayEnd;
}

/** The end of the array at `from` if it holds strings and plain words, with one space between them or none; else 0. */
export function findArrayEnd(from: usize, end: usize): usize {
  if (load<u8>(from) != BRACKET) return 0;
  let at = from + 1;
  if (load<u8>(at) == CLOSING_BRACKET) return at + 1;
  while (at < end) {
    at += usize(load<u8>(at) == SPACE);
    if (load<u8>(at) == QUOTE) {
      at = findStringEnd(findSpecial(at + 1, end), end);
      if (at == 0) return 0;
      at++;
    } else {
      at = findWordEnd(at);
      if (at == 0) return 0;
    }
    at += usize(load<u8>(at) == SPACE);
    const byte = <u32>load<u8>(at++);
    if (byte == CLOSING_BRACKET) return at;
    if (byte != COMMA) return 0;
  }
  return 0;
}
