import { JSON_BEST, JSON_SEEN, JSON_WANTS_BYTES } from "./layout";

// Which wanted values the line in hand has: of JSON lines and of logfmt.

/** A number that no line before had, so that a candidate that was seen in this line is known. */
let lineNumber: u32 = 0;

/** A line begins: no want has a value. */
export function beginValues(): void {
  lineNumber++;
  for (let place: usize = 0; place < JSON_WANTS_BYTES; place += 16) v128.store(JSON_BEST + place, i32x4.splat(-1));
}

/** Note that the line has a value for a candidate. False when it had one before: of duplicates the last counts, which is for the slow path. */
// @ts-ignore: decorator
@inline export function isFirstOf(candidate: u32): bool {
  const seen = JSON_SEEN + (<usize>candidate << 2);
  if (load<u32>(seen) == lineNumber) return false;
  store<u32>(seen, lineNumber);
  return true;
}
