import { KEY_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import { asciiBytes, beginsWith, isUpperCase } from "./ascii.ts";
import type { LineFields, TextField } from "./line-fields.ts";
import { findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const MINUS = 0x2d;
const UNDERSCORE = 0x5f;

const HTTP_METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT"].map(asciiBytes);
const PROTOCOL = asciiBytes("HTTP/");

/** Whether `bytes[start, end)` is a method: 1–20 bytes `A–Z`, `-`, `_`, the first a letter. */
export function isMethod(bytes: Uint8Array, start: number, end: number): boolean {
  if (end <= start || end - start > METHOD_BYTES_MAX || !isUpperCase(bytes[start]!)) return false;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (!isUpperCase(byte) && byte !== MINUS && byte !== UNDERSCORE) return false;
  }
  return true;
}

/** Whether `bytes[start, end)` is a method of HTTP itself. */
export function isHttpMethod(bytes: Uint8Array, start: number, end: number): boolean {
  return HTTP_METHODS.some((method) => end - start === method.length && beginsWith(bytes, start, end, method));
}

/** Whether `bytes[start, end)` begins as a protocol does (`HTTP/1.1`). */
export function isProtocol(bytes: Uint8Array, start: number, end: number): boolean {
  return beginsWith(bytes, start, end, PROTOCOL);
}

/** Set a text field to `bytes[start, end)`, cut at `bytesMax`; nothing and `-` leave it absent. */
export function setText(field: TextField, bytes: Uint8Array, start: number, end: number, bytesMax: number): void {
  if (end <= start || (end - start === 1 && bytes[start] === MINUS)) return;
  field.bytes = bytes;
  field.start = start;
  field.end = Math.min(end, start + bytesMax);
}

/** Set a service or a host. */
export function setKey(field: TextField, bytes: Uint8Array, start: number, end: number): void {
  setText(field, bytes, start, end, KEY_BYTES_MAX);
}

/** Set the path to a target of any length. */
export function setTarget(fields: LineFields, bytes: Uint8Array, start: number, end: number): void {
  setText(fields.path, bytes, start, end, end - start);
}

/** Set method and path from `METHOD target` or `METHOD target HTTP/…` in `bytes[start, end)`; anything else sets nothing. */
export function readRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const methodEnd = findSpace(bytes, start, end);
  if (!isMethod(bytes, start, methodEnd)) return;
  const targetStart = skipSpaces(bytes, methodEnd, end);
  if (targetStart === end) return;
  setText(fields.method, bytes, start, methodEnd, METHOD_BYTES_MAX);
  let targetEnd = trimSpaces(bytes, targetStart, end);
  let lastWord = targetEnd;
  while (lastWord > targetStart && bytes[lastWord - 1] !== SPACE) lastWord--;
  if (isProtocol(bytes, lastWord, targetEnd)) targetEnd = trimSpaces(bytes, targetStart, lastWord);
  setTarget(fields, bytes, targetStart, targetEnd);
}

function trimSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === SPACE) at--;
  return at;
}
