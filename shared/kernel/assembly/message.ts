import { mayBeGin } from "./gin";
import { mayBeKlog } from "./klog-begin";
import { brackets, quotes } from "./vectors";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";

// Messages of other lines that are lines themselves: what they say counts too, and the slow path reads it.

/** A date. */
const TIME_BYTES_MIN: usize = 10;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const EQUALS: u32 = 0x3d;
const AT: u32 = 0x40;
const COLON: u32 = 0x3a;
const BRACKET_OPEN: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const BRACKET_CLOSE: u32 = 0x5d;
const UNDERSCORE: u32 = 0x5f;
const OPENING: u32 = 0x7b;
/** `Complete` */
const COMPLETE: u64 = 0x6574656c706d6f43;
/** `REPORT R` */
const REPORT: u64 = 0x522054524f504552;

/** Whether the message `[start, end)` begins with a brace, or with a name and `=`. */
export function beginsWithFields(start: usize, end: usize): bool {
  if (start == end) return false;
  const first = <u32>load<u8>(start);
  if (first == OPENING) return true;
  if (!isLetter(first) && first != UNDERSCORE && first != AT) return false;
  let at = start + 1;
  while (at < end && isNameByte(<u32>load<u8>(at))) at++;
  return at < end && load<u8>(at) == EQUALS;
}

/** Whether the message `[start, end)` may begin with a time: with a date, perhaps in a bracket, or with a bracket and the name of a day, or as lines of klog and gin do. */
export function mayBeginWithTime(start: usize, end: usize): bool {
  if (end - start < TIME_BYTES_MIN) return false;
  if (mayBeKlog(start) || mayBeGin(start)) return true;
  let date = start;
  // Ruby's logger has a letter in front of the bracket.
  if (load<u8>(date, 1) == COMMA && load<u8>(date, 3) == BRACKET_OPEN) date += 3;
  if (load<u8>(date) == BRACKET_OPEN) {
    date++;
    if (isLetter(<u32>load<u8>(date))) return load<u8>(date, 3) == SPACE;
  }
  if (<u32>load<u8>(date) - 0x30 >= 10) return false;
  const mark = <u32>load<u8>(date, 4);
  const isYear = <u32>load<u8>(date, 3) - 0x30 < 10 && (mark == MINUS || mark == SLASH || mark == POINT);
  return isYear || load<u8>(date, 2) == MINUS;
}

/** Where the first quotes open in the text that {@link maySayMore} was asked about last, if they may hold a request; else 0. */
export let requestQuote: usize = 0;

/** Whether the text `[start, end)` behind a time or a level may be a line itself; else {@link requestQuote} is set. */
export function maySayMore(start: usize, end: usize): bool {
  let at = start;
  for (let wordEnd = at; at < end; at = skipWhiteSpace(wordEnd, end)) {
    wordEnd = findWhiteSpace(at, end);
    let mark = at;
    while (mark < wordEnd && (load<u8>(mark) == MINUS || load<u8>(mark) == COLON)) mark++;
    if (mark < wordEnd && !(load<u8>(at) == BRACKET_OPEN && load<u8>(wordEnd - 1) == BRACKET_CLOSE)) break;
  }
  // Rails has a request's status and duration behind the one, Lambda a duration behind the other.
  return beginsWithFields(at, end) || load<u64>(at) == COMPLETE || load<u64>(at) == REPORT || holdsAccessTime(start, end);
}

/** Whether the time of an access line may begin anywhere in `[from, end)`; on the way the first quotes are looked at. */
function holdsAccessTime(from: usize, end: usize): bool {
  let isQuoted = false;
  requestQuote = 0;
  for (let base = from; base < end; base += 16) {
    const text = v128.load(base);
    let found = <u32>i8x16.bitmask(v128.or(i8x16.eq(text, brackets()), i8x16.eq(text, quotes())));
    for (; found != 0; found &= found - 1) {
      const at = base + <usize>ctz(found);
      if (at >= end) return false;
      if (load<u8>(at) == QUOTE) {
        if (!isQuoted && mayBeRequest(at, end)) requestQuote = at;
        isQuoted = true;
      } else if (load<u8>(at, 3) == SLASH) return true;
    }
  }
  return false;
}

/** Whether the quotes that open at `quote` may hold a request: behind them there is a space then. */
function mayBeRequest(quote: usize, end: usize): bool {
  if (<u32>load<u8>(quote, 1) - 0x41 >= 26 || !isMethodEnd(<u32>load<u8>(quote, 2))) return false;
  let close = quote + 1;
  while (close < end && load<u8>(close) != QUOTE) close++;
  if (close < end && load<u8>(close - 1) == BACKSLASH) return true;
  return close + 1 < end && load<u8>(close, 1) == SPACE;
}

/** What may stand behind the first letter of a method. */
// @ts-ignore: decorator
@inline function isMethodEnd(byte: u32): bool {
  return (byte - 0x41 < 26 || byte == SPACE || byte == MINUS || byte == UNDERSCORE) as bool;
}

// @ts-ignore: decorator
@inline function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

/** Letters, digits, `_`, `@`, and `-`, `.`, `/`. */
// @ts-ignore: decorator
@inline function isNameByte(byte: u32): bool {
  return (isLetter(byte) || byte - 0x2d < 13 || byte == UNDERSCORE || byte == AT) as bool;
}
