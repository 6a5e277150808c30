import { KEY_BYTES_MAX } from "../limits.ts";
import { asciiBytes } from "./ascii.ts";

const CASE_BIT = 0x20;
const HASH = 0x23;
const MINUS = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const QUESTION = 0x3f;

const HEX_BYTES_MIN = 16;
const UUID_BYTES = 36;
const ID = asciiBytes(":id");

/** What a byte can be in an id: flags, so that a segment is the AND or the OR of its bytes. */
const IS_DIGIT = 1;
const IS_HEX = 2;
const IS_MINUS = 4;
const ENDS_SEGMENT = 8;
const KINDS = new Uint8Array(256);
for (let byte = ZERO; byte < ZERO + 10; byte++) KINDS[byte] = IS_DIGIT | IS_HEX;
for (let byte = 0x61; byte <= 0x66; byte++) KINDS[byte] = KINDS[byte - CASE_BIT] = IS_HEX;
KINDS[MINUS] = IS_MINUS;
KINDS[SLASH] = KINDS[QUESTION] = KINDS[HASH] = ENDS_SEGMENT;

/**
 * Write the route of the target `bytes[start, end)` to `out`, which holds at least `KEY_BYTES_MAX`, and return its length: no scheme, authority,
 * query and fragment; segments that are ids are `:id`. 0 means that the target has no route.
 */
export function normalizeRoute(bytes: Uint8Array, start: number, end: number, out: Uint8Array): number {
  const pathStart = skipAuthority(bytes, start, end);
  let to = 0;
  let at = pathStart;
  for (;;) {
    const segmentStart = at;
    const outStart = to;
    let allOf = IS_DIGIT | IS_HEX;
    let anyOf = 0;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      const kind = KINDS[byte]!;
      if ((kind & ENDS_SEGMENT) !== 0) break;
      allOf &= kind;
      anyOf |= kind;
      if (to < KEY_BYTES_MAX) out[to++] = byte;
    }
    if (isId(bytes, segmentStart, at, allOf, anyOf)) to = writeId(out, outStart);
    if (at === end || bytes[at] !== SLASH) break;
    if (to < KEY_BYTES_MAX) out[to++] = SLASH;
    at++;
  }
  if (to > 0 || pathStart === start) return to;
  out[0] = SLASH;
  return 1;
}

/** The position behind scheme and authority; `start` when there are none. */
function skipAuthority(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === SLASH) return start;
  let at = findSegmentEnd(bytes, start, end);
  if (at === start || at + 1 >= end || bytes[at] !== SLASH || bytes[at - 1] !== COLON || bytes[at + 1] !== SLASH) return start;
  at += 2;
  return findSegmentEnd(bytes, at, end);
}

function findSegmentEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (KINDS[bytes[at]!]! & ENDS_SEGMENT) === 0) at++;
  return at;
}

/** Whether a segment is all digits, hexadecimal and long enough, or a UUID. */
function isId(bytes: Uint8Array, start: number, end: number, allOf: number, anyOf: number): boolean {
  const length = end - start;
  if ((allOf & IS_DIGIT) !== 0) return length > 0;
  if ((allOf & IS_HEX) !== 0) return length >= HEX_BYTES_MIN && (anyOf & IS_DIGIT) !== 0;
  return length === UUID_BYTES && isUuid(bytes, start);
}

/** 8-4-4-4-12 hexadecimal digits. */
function isUuid(bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < UUID_BYTES; i++) {
    const isDash = i === 8 || i === 13 || i === 18 || i === 23;
    if ((KINDS[bytes[start + i]!]! & (isDash ? IS_MINUS : IS_HEX)) === 0) return false;
  }
  return true;
}

function writeId(out: Uint8Array, at: number): number {
  const to = Math.min(at + ID.length, KEY_BYTES_MAX);
  for (let i = at; i < to; i++) out[i] = ID[i - at]!;
  return to;
}
