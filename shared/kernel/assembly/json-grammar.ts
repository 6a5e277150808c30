import { findSpecial, findStringEnd } from "./json-strings";

// The grammar of JSON alone, for objects that no reader took: those that are cut off or spoilt are told from those that are only unusual.

const TAB: u32 = 0x09;
const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const PLUS: u32 = 0x2b;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const COLON: u32 = 0x3a;
const BRACKET: u32 = 0x5b;
const LETTER_E: u32 = 0x65;
const OPENING: u32 = 0x7b;
/** From an opening bracket or brace to its closing one. */
const TO_CLOSING: u32 = 2;
/** `true`, `fals`, `null` */
const TRUE: u32 = 0x65757274;
const FALSE: u32 = 0x736c6166;
const NULL: u32 = 0x6c6c756e;
/** Deeper ones are not looked at: a bit for each container that is open. */
const DEPTH_MAX: u32 = 64;

/** What stands for a position where there is none. */
const BROKEN: usize = 0;

/** Whether `[start, end)`, which begins with a brace, is certainly no object of JSON. */
export function isBrokenObject(start: usize, end: usize): bool {
  // The containers that are open, an object as 1, the innermost at the lowest bit.
  let objects: u64 = 1;
  let depth: u32 = 1;
  let isOpened = true;
  let at = start + 1;
  while (true) {
    at = skipJsonSpace(at, end);
    if (at == end) return true;
    if (!isOpened || <u32>load<u8>(at) != closingOf(objects)) {
      if ((objects & 1) != 0) {
        at = skipKey(at, end);
        if (at == BROKEN) return true;
      }
      const first = <u32>load<u8>(at);
      isOpened = (i32(first == OPENING) | i32(first == BRACKET)) as bool;
      if (isOpened) {
        if (depth == DEPTH_MAX) return false;
        depth++;
        objects = (objects << 1) | u64(first == OPENING);
        at++;
        continue;
      }
      at = scalarEnd(at, end);
      if (at == BROKEN) return true;
    }
    // Behind a value, or where a container may be closed.
    while (true) {
      at = skipJsonSpace(at, end);
      if (at == end) return true;
      const byte = <u32>load<u8>(at++);
      if (byte == COMMA) break;
      if (byte != closingOf(objects)) return true;
      objects >>= 1;
      if (--depth == 0) return skipJsonSpace(at, end) != end;
    }
    isOpened = false;
  }
}

/** What closes the innermost container. */
// @ts-ignore: decorator
@inline function closingOf(objects: u64): u32 {
  return select(OPENING, BRACKET, (objects & 1) != 0) + TO_CLOSING;
}

/** The first byte in `[from, end)` that is no white space of JSON, or `end`. */
function skipJsonSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const byte = <u32>load<u8>(at);
    if (byte > SPACE || (byte != SPACE && byte != TAB && byte != CARRIAGE_RETURN && byte != LINE_FEED)) break;
    at++;
  }
  return at;
}

/** Where the value begins, before `end`, whose key and colon begin at `at`. */
function skipKey(at: usize, end: usize): usize {
  if (load<u8>(at) != QUOTE) return BROKEN;
  const close = stringEnd(at, end);
  if (close == BROKEN) return BROKEN;
  const colon = skipJsonSpace(close + 1, end);
  if (colon == end || load<u8>(colon) != COLON) return BROKEN;
  const value = skipJsonSpace(colon + 1, end);
  return value == end ? BROKEN : value;
}

/** The quote that closes the string at `quote`. */
function stringEnd(quote: usize, end: usize): usize {
  const special = findSpecial(quote + 1, end);
  return special >= end ? BROKEN : findStringEnd(special, end);
}

/** The position behind the value at `at`, which is no container. */
function scalarEnd(at: usize, end: usize): usize {
  const first = <u32>load<u8>(at);
  if (first == QUOTE) {
    const close = stringEnd(at, end);
    return close == BROKEN ? BROKEN : close + 1;
  }
  if (first == MINUS || first - ZERO < 10) return numberEnd(at, end);
  // A line feed ends the line: no word of a value reaches over it.
  const word = load<u32>(at);
  let wordEnd = at + 4;
  if (word == FALSE && load<u8>(wordEnd) == LETTER_E) wordEnd++;
  else if (word != TRUE && word != NULL) return BROKEN;
  return wordEnd > end ? BROKEN : wordEnd;
}

function numberEnd(start: usize, end: usize): usize {
  let at = start + usize(load<u8>(start) == MINUS);
  if (at < end && load<u8>(at) == ZERO) at++;
  else {
    at = skipDigits(at, end);
    if (at == BROKEN) return BROKEN;
  }
  if (at < end && load<u8>(at) == POINT) {
    at = skipDigits(at + 1, end);
    if (at == BROKEN) return BROKEN;
  }
  if (at == end || (<u32>load<u8>(at) | 0x20) != LETTER_E) return at;
  at++;
  if (at < end && (load<u8>(at) == PLUS || load<u8>(at) == MINUS)) at++;
  return skipDigits(at, end);
}

/** The position behind one digit or more. */
function skipDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && <u32>load<u8>(at) - ZERO < 10) at++;
  return at == from ? BROKEN : at;
}
