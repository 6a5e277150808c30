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

/** The first such byte from `from` on; `end` when there is none. */
export function findByte(bytes: Uint8Array, from: number, end: number, byte: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** The first position from `from` on that is neither SP nor TAB; `end` when there is none. */
export function skipWhiteSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isWhiteSpace(bytes[at]!)) at++;
  return at;
}

/** The end of `bytes[start, end)` without the white space there. */
export function trimWhiteSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isWhiteSpace(bytes[at - 1]!)) at--;
  return at;
}

/** The first SP or TAB from `from` on; `end` when there is none. */
export function findWhiteSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && !isWhiteSpace(bytes[at]!)) at++;
  return at;
}

/**
 * The position of the quote that closes the string whose text begins at `from`; -1 when there is none before `end`. A backslash escapes the byte behind it.
 */
export function findClosingQuote(bytes: Uint8Array, from: number, end: number): number {
  let at = findQuote(bytes, from, end);
  while (at !== -1 && isEscaped(bytes, from, at)) at = findQuote(bytes, at + 1, end);
  return at;
}

/** Four quotes, and the constants of the test for a zero byte in a word. Source: "Determine if a word has a zero byte", Bit Twiddling Hacks. */
const QUOTES = 0x22222222;
const LOW_BITS = 0x01010101;
const HIGH_BITS = 0x80808080;

/** The words of the last array that was searched: lines come in large arrays, and a view for each would be an allocation for each. */
let lastBytes = new Uint8Array(0);
let lastWords = new Int32Array(0);

/** The first quote in `[from, end)`, or -1: four bytes at a time, because strings of a line are too short for a call of the built-in search. */
function findQuote(bytes: Uint8Array, from: number, end: number): number {
  if (bytes !== lastBytes) {
    lastBytes = bytes as Uint8Array<ArrayBuffer>;
    // An array that does not begin at a word has none: it is searched byte by byte.
    lastWords = bytes.byteOffset % 4 === 0 ? new Int32Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length >> 2) : new Int32Array(0);
  }
  let at = from;
  while ((at & 3) !== 0 && at < end) {
    if (bytes[at] === QUOTE) return at;
    at++;
  }
  const wordEnd = Math.min(end >> 2, lastWords.length);
  let word = at >> 2;
  for (; word < wordEnd; word++) {
    const folded = lastWords[word]! ^ QUOTES;
    if (((folded - LOW_BITS) & ~folded & HIGH_BITS) !== 0) break;
  }
  at = Math.max(at, word << 2);
  while (at < end) {
    if (bytes[at] === QUOTE) return at;
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
