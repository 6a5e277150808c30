// The text that is made, and the copies of what was before in it.

import { PATTERNS, TEXT, WINDOW_BYTES } from "./layout";

let outAt: usize = TEXT;
/** Where the member's text begins, as far as it is kept: no distance may reach before it. */
let textStart: usize = TEXT;

// @ts-ignore: decorator
@inline
export function textAt(): usize {
  return outAt;
}

// @ts-ignore: decorator
@inline
export function setTextAt(at: usize): void {
  outAt = at;
}

// @ts-ignore: decorator
@inline
export function reachable(): usize {
  return textStart;
}

/** A new member's text begins. */
export function beginText(): void {
  textStart = outAt;
}

/** Make room: of the text only as much is kept as distances may reach. */
export function slideText(): void {
  const kept = min(outAt - textStart, WINDOW_BYTES);
  memory.copy(TEXT, outAt - kept, kept);
  textStart = TEXT;
  outAt = TEXT + kept;
}

/** For each distance below 16: the bytes of a vector that repeats. Distance 0 stands for the step, which is the largest multiple that fits. */
export function fillPatterns(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(PATTERNS + distance * 16 + i, <u8>(i % distance));
    store<u8>(PATTERNS + distance, <u8>(16 - (16 % distance)));
  }
}

/** Repeat the last `distance` bytes, fewer than 16, up to `end`; up to 15 bytes behind it are written too. */
// @ts-ignore: decorator
@inline
export function repeatNear(at: usize, distance: usize, end: usize): void {
  const pattern = i8x16.swizzle(v128.load(at - distance), v128.load(PATTERNS + (distance << 4)));
  const step = <usize>load<u8>(PATTERNS + distance);
  do {
    v128.store(at, pattern);
    at += step;
  } while (at < end);
}

/**
 * Copy to `[at, end)` what begins 16 bytes before or more; up to 63 bytes behind it are written too. Each vector is loaded when all before it are stored.
 * Nine matches of ten end within the first four vectors: a branch that is often guessed wrong would cost more than they do.
 */
// @ts-ignore: decorator
@inline
export function copyFar(at: usize, from: usize, end: usize): void {
  do {
    v128.store(at, v128.load(from));
    v128.store(at, v128.load(from, 16), 16);
    v128.store(at, v128.load(from, 32), 32);
    v128.store(at, v128.load(from, 48), 48);
    at += 64;
    from += 64;
  } while (at < end);
}

/** Copy exactly `[at, end)` from `distance` before. */
export function copyExactly(at: usize, distance: usize, end: usize): void {
  while (at < end) {
    store<u8>(at, load<u8>(at - distance));
    at++;
  }
}
