import { BACKSLASH, QUOTE, SPACE, isWhiteSpace } from "./ascii.ts";

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

/** The position of the quote that closes the string whose text begins at `from`; -1 when there is none. A backslash escapes the byte behind it. */
export function findClosingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}
