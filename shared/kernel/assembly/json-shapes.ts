import { findWordEnd, mantissa, decimals, numberEnd, readNumber } from "./numbers";
import { ANY_STRING, ARRAY, DECIMALS, DIGITS, END, EXPECTED, SURPRISED, SURPRISES, HEAD_NEXT, KIND, MASK, NEXT, NOTHING, NUMBER, OTHER, REST, REST_MASK, TEXT, TEXT_BYTES, VALUE, VALUE_END, WORD } from "./json-steps";
import { findSpecial, findStringEnd } from "./json-strings";
import { JSON_SHAPES } from "./layout";

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
const SELDOM_LINES: u32 = 8;
const SURPRISES_MAX: i32 = 16;
/** Of a value that changes too often. */
const UNKNOWN_LENGTH: u32 = 0x40000000;

/** The leaf of the shape that was found last. */
export let shapeLeaf: usize = 0;

/** The line feed of the line at `start` if its shape is known and it ends before `end`; then its values are in the steps of {@link shapeLeaf}. Else 0, or an address from `end` on. */
// @ts-ignore: decorator
@inline export function walkShape(start: usize, end: usize): usize {
  lines++;
  let at = start;
  let step = <usize>load<u32>(JSON_SHAPES, HEAD_NEXT);
  while (step != 0) {
    const text = v128.and(v128.xor(v128.load(at), v128.load(step, TEXT)), v128.load(step, MASK));
    const rest = v128.and(v128.xor(v128.load(at, 16), v128.load(step, REST)), v128.load(step, REST_MASK));
    if (!v128.any_true(v128.or(text, rest))) {
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
        if (readNumber(value)) {
          store<u32>(step, <u32>decimals, DECIMALS);
          store<u64>(step, mantissa, DIGITS);
          valueEnd = numberEnd;
        }
      } else if (kind == END) {
        const lineFeed = findLineFeed(value);
        if (lineFeed != 0) {
          shapeLeaf = <usize>load<u32>(step, NEXT);
          return lineFeed;
        }
      } else valueEnd = findRareEnd(kind, value, end);
      if (valueEnd != 0) {
        const expectedEnd = value + <usize>load<u32>(step, EXPECTED);
        if (valueEnd == expectedEnd) {
          // So the next text can be compared before it is known where this value ends.
          at = expectedEnd;
          step = <usize>load<u32>(step, NEXT);
          continue;
        }
        expect(step, valueEnd - value);
        at = valueEnd;
        step = <usize>load<u32>(step, NEXT);
        continue;
      }
    }
    step = <usize>load<u32>(step, OTHER);
  }
  return 0;
}

/** Note the length of a value that another one was expected of. */
function expect(step: usize, length: usize): void {
  // Where lengths change all the time nothing is expected any more: to be surprised takes longer than to look.
  const isOften = lines - load<u32>(step, SURPRISED) < SELDOM_LINES;
  store<u32>(step, lines, SURPRISED);
  const surprises = <i32>load<u32>(step, SURPRISES) + (isOften ? 1 : -1);
  store<i32>(step, max(surprises, 0), SURPRISES);
  store<u32>(step, surprises < SURPRISES_MAX ? <u32>length : UNKNOWN_LENGTH, EXPECTED);
}

/** The line feed at `at`, or behind one byte that is no part of the object; else 0. */
// @ts-ignore: decorator
@inline function findLineFeed(at: usize): usize {
  const byte = <u32>load<u8>(at);
  if (byte == LINE_FEED) return at;
  return (i32(byte == CARRIAGE_RETURN) | i32(byte == SPACE)) & i32(load<u8>(at, 1) == LINE_FEED) ? at + 1 : 0;
}

/** The end of a value of a rarer kind at `at`; 0 when it is of another one. */
function findRareEnd(kind: u32, at: usize, end: usize): usize {
  if (kind == WORD) return findWordEnd(at);
  if (kind == ARRAY) return findArrayEnd(at, end);
  return kind == NOTHING ? at : 0;
}

/** The byte behind the string whose first special byte is at `special`; 0 when it is no plain JSON. */
function findEscapedEnd(special: usize, end: usize): usize {
  const closing = findStringEnd(special, end);
  return closing == 0 ? 0 : closing + 1;
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
