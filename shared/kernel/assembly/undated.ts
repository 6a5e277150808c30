import { path, readWords } from "./app-words";
import { findUndatedLevel } from "./app-level";
import { maySayMore, requestQuote } from "./message";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { NO_LEVEL } from "./windows";

// Texts behind the time of another line, or behind a level: what they may begin with.

const ASTERISK: u32 = 0x2a;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const UNDERSCORE: u32 = 0x5f;
/** What a word may have of a method. */
const METHOD_BYTES_MAX: usize = 20;

/** Whether a method and a target that does not begin with `/` may begin the text `[from, end)`. */
// @ts-ignore: decorator
@inline export function beginsWithOtherTarget(from: usize, end: usize): bool {
  const wordEnd = findWhiteSpace(from, end);
  const target = skipWhiteSpace(wordEnd, end);
  return from < end && isMethodLike(from, wordEnd) && load<u8>(target) != SLASH && isTarget(target, end);
}

/** Whether the text `[start, end)`, which has no time, says more than that it is there: a request, a level among its first words, or what {@link maySayMore} sees. */
export function mayTell(textStart: usize, end: usize): bool {
  const start = skipWhiteSpace(textStart, end);
  if (beginsWithOtherTarget(start, end) || maySayMore(start, end) || requestQuote != 0 || findUndatedLevel(start, end) != NO_LEVEL) return true;
  readWords(start, end, false);
  return path != 0;
}

/** Whether `[start, end)` is a method: up to 20 bytes `A–Z`, `-`, `_`, the first a letter. */
export function isMethodLike(start: usize, end: usize): bool {
  if (end - start > METHOD_BYTES_MAX || <u32>load<u8>(start) - 0x41 >= 26) return false;
  for (let at = start + 1; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte - 0x41 >= 26 && byte != MINUS && byte != UNDERSCORE) return false;
  }
  return true;
}

/** Whether a target begins at `start`: with `/`, `*`, or letters and `://`. */
export function isTarget(start: usize, end: usize): bool {
  if (start == end) return false;
  const first = <u32>load<u8>(start);
  if (first == SLASH || first == ASTERISK) return true;
  let at = start;
  while (at < end && (<u32>load<u8>(at) | 0x20) - 0x61 < 26) at++;
  return at > start && at + 2 < end && (load<u32>(at) & 0xffffff) == 0x2f2f3a;
}

