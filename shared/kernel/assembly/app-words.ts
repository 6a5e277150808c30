import { NOT_A_DURATION, NOT_SURE, readDuration } from "./durations";
import { findMethodName, isHttp } from "./methods";
import { nineLetters } from "./vectors";
import { findWhiteSpace, isWhiteSpace, whiteSpaceBits } from "./white-space";
import { NO_MICROS } from "./windows";

// What the words of a text may say: that there is a request, and a duration.

const PAREN_OPEN: u32 = 0x28;
const PAREN_CLOSE: u32 = 0x29;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const SEMICOLON: u32 = 0x3b;
const EQUALS: u32 = 0x3d;

/** Where the path behind the first method with one begins in the text that {@link readWords} read last, 0 when there is none; and that method. */
export let path: usize = 0;
export let pathMethod: u32 = 0;

/**
 * Read the words from `from` on: finds {@link path}, and returns the first duration, in µs; `NO_MICROS` when there is none, or none is wanted, `NOT_SURE` when that is for
 * the slow path to say.
 */
export function readWords(from: usize, end: usize, wantsDuration: bool): i32 {
  let before: u32 = 1;
  let isWanted = wantsDuration;
  let first = NO_MICROS;
  path = 0;
  for (let base = from; base < end; base += 16) {
    const text = v128.load(base);
    const white = whiteSpaceBits(text);
    // A path begins with a slash, a duration with a digit, `(` or `-`: most words begin with none of them.
    let starts = ((white << 1) | before) & ~white & <u32>i8x16.bitmask(i8x16.le_u(text, nineLetters()));
    before = white >> 15;
    if (end - base < 16) starts &= (<u32>1 << <u32>(end - base)) - 1;
    starts &= 0xffff;
    while (starts != 0) {
      const start = base + <usize>ctz(starts);
      starts &= starts - 1;
      if (load<u8>(start) == SLASH) {
        if (path == 0 && isBehindMethod(from, start)) path = start;
        continue;
      }
      if (!isWanted || isSetting(from, start)) continue;
      const micros = durationOfWord(start, findWhiteSpace(start, end));
      if (micros == NOT_A_DURATION) continue;
      if (micros == NOT_SURE) return NOT_SURE;
      first = micros;
      isWanted = false;
    }
  }
  return first;
}

/** Whether a word of the text from `from` on stands before `at` that is a method: {@link pathMethod} is that then. */
function isBehindMethod(from: usize, at: usize): bool {
  let wordEnd = at;
  while (wordEnd > from && isWhiteSpace(<u32>load<u8>(wordEnd - 1))) wordEnd--;
  let start = wordEnd;
  while (start > from && <u32>load<u8>(start - 1) - 0x41 < 26) start--;
  if (start > from && !isWhiteSpace(<u32>load<u8>(start - 1))) return false;
  pathMethod = findMethodName(start, wordEnd);
  return isHttp(pathMethod);
}

/** Whether the word at `start`, one behind `from`, stands behind a word that ends with `=`. */
function isSetting(from: usize, start: usize): bool {
  let at = start;
  while (at > from && isWhiteSpace(<u32>load<u8>(at - 1))) at--;
  return at > from && load<u8>(at - 1) == EQUALS;
}

/** The duration that the word `[start, end)` is, one leading `(` and one trailing `.`, `,`, `;` or `)` ignored. */
// @ts-ignore: decorator
@inline export function durationOfWord(start: usize, end: usize): i32 {
  const last = <u32>load<u8>(end - 1);
  const wordEnd = end - usize(last == POINT || last == COMMA || last == SEMICOLON || last == PAREN_CLOSE);
  const first = start + usize(load<u8>(start) == PAREN_OPEN);
  if (first >= wordEnd) return NOT_A_DURATION;
  const byte = <u32>load<u8>(first);
  if (byte - 0x30 < 10) return readDuration(first, wordEnd);
  return byte == MINUS && first + 1 < wordEnd && <u32>load<u8>(first, 1) - 0x30 < 10 ? NOT_SURE : NOT_A_DURATION;
}
