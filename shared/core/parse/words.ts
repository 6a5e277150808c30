import { isWhiteSpace } from "./ascii.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The first position from `from` on that is not SP; `end` when there is none. */
export function skipSpaces(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

/** The first SP from `from` on; `end` when there is none. */
export function findSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== SPACE) at++;
  return at;
}

/** The first position from `from` on that is neither SP nor TAB; `end` when there is none. */
export function skipWhiteSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isWhiteSpace(bytes[at]!)) at++;
  return at;
}

/** The first SP or TAB from `from` on; `end` when there is none. */
export function findWhiteSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && !isWhiteSpace(bytes[at]!)) at++;
  return at;
}

/** A search for a quote takes so many steps of its own before it asks the built-in one, which is faster once it runs. */
const OWN_STEPS_MAX = 4;

/**
 * The position of the quote that closes the string whose text begins at `from`; -1 when there is none before `end`. A backslash escapes the byte behind it.
 * The built-in search may run past `end`, to the next quote: searches that begin behind different quotes still take linear time together.
 */
export function findClosingQuote(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  for (const ownEnd = Math.min(end, from + OWN_STEPS_MAX); at < ownEnd && bytes[at] !== QUOTE;) at++;
  while (at < end) {
    if (bytes[at] !== QUOTE) {
      at = bytes.indexOf(QUOTE, at);
      if (at === -1 || at >= end) return -1;
    }
    if (!isEscaped(bytes, from, at)) return at;
    at++;
  }
  return -1;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(bytes: Uint8Array, from: number, at: number): boolean {
  let first = at;
  while (first > from && bytes[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}
