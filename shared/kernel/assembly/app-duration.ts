import { NOT_A_DURATION, NOT_SURE, readDuration } from "./durations";
import { nineLetters } from "./vectors";
import { findWhiteSpace, isWhiteSpace, whiteSpaceBits } from "./white-space";
import { NO_MICROS } from "./windows";

// The duration in the message of a plain application line.

const PAREN_OPEN: u32 = 0x28;
const PAREN_CLOSE: u32 = 0x29;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const SEMICOLON: u32 = 0x3b;
const EQUALS: u32 = 0x3d;

/** The first duration among the words from `from` on, in µs; `NO_MICROS` when there is none, `NOT_SURE` when that is for the slow path to say. */
export function findDuration(from: usize, end: usize): i32 {
  let before: u32 = 1;
  for (let base = from; base < end; base += 16) {
    const text = v128.load(base);
    const white = whiteSpaceBits(text);
    // A duration begins with a digit, `(` or `-`: most words begin with none of them.
    let starts = ((white << 1) | before) & ~white & <u32>i8x16.bitmask(i8x16.le_u(text, nineLetters()));
    before = white >> 15;
    if (end - base < 16) starts &= (<u32>1 << <u32>(end - base)) - 1;
    starts &= 0xffff;
    while (starts != 0) {
      const start = base + <usize>ctz(starts);
      starts &= starts - 1;
      if (isSetting(from, start)) continue;
      const micros = durationOfWord(start, findWhiteSpace(start, end));
      if (micros != NOT_A_DURATION) return micros;
    }
  }
  return NO_MICROS;
}

/** Whether the word at `start`, one behind `from`, stands behind a word that ends with `=`. */
function isSetting(from: usize, start: usize): bool {
  let at = start;
  while (at > from && isWhiteSpace(<u32>load<u8>(at - 1))) at--;
  return at > from && load<u8>(at - 1) == EQUALS;
}

/** The duration that the word `[start, end)` is, one leading `(` and one trailing `.`, `,`, `;` or `)` ignored. */
function durationOfWord(start: usize, end: usize): i32 {
  const last = <u32>load<u8>(end - 1);
  const wordEnd = end - usize(last == POINT || last == COMMA || last == SEMICOLON || last == PAREN_CLOSE);
  const first = start + usize(load<u8>(start) == PAREN_OPEN);
  if (first >= wordEnd) return NOT_A_DURATION;
  const byte = <u32>load<u8>(first);
  if (byte - 0x30 < 10) return readDuration(first, wordEnd);
  return byte == MINUS && first + 1 < wordEnd && <u32>load<u8>(first, 1) - 0x30 < 10 ? NOT_SURE : NOT_A_DURATION;
}
