import { PATTERN_BYTES_MAX } from "../limits.ts";
import { isDigit, isLetter } from "./ascii.ts";
import { emptyLineFields } from "./line-fields.ts";
import { createPatternMatcher } from "./pattern.ts";
import { findTimeEnd, findTimeForm } from "./pattern-time.ts";
import type { PatternTimeForm } from "./pattern-language.ts";
import { VERDICT_RECORD } from "./verdict.ts";
import { findWhiteSpace, skipWhiteSpace } from "./words.ts";

/** Positions of a line that are tried. */
const POSITIONS_MAX = 256;
/** A number is taken for a time only if it has as many digits as seconds have since 2001. */
const EPOCH_DIGITS_MIN = 10;
const FORMS: readonly PatternTimeForm[] = ["iso", "clf", "syslog", "epoch"];

/**
 * A pattern under which the line `bytes[start, end)` is a record: the first time that is found in it, and `{*}` for the words before and for what stands behind.
 * Undefined when no time is found: then no pattern makes a record of it.
 */
export function suggestPattern(bytes: Uint8Array, start: number, end: number, referenceTimeMs: number): string | undefined {
  for (let at = start; at < Math.min(end, start + POSITIONS_MAX); at++) {
    if (at > start && (isDigit(bytes[at - 1]!) || isLetter(bytes[at - 1]!))) continue;
    for (const form of FORMS) {
      if (findTimeForm("any", bytes, at, end) !== form) continue;
      const timeEnd = findTimeEnd(form, bytes, at, end);
      if (timeEnd === -1 || (form === "epoch" && timeEnd - at < EPOCH_DIGITS_MIN)) continue;
      const behind = timeEnd === end ? "" : `${literalOf(bytes[timeEnd]!)}{*}`;
      const pattern = `${describeBefore(bytes, start, at)}{time:${form}}${behind}`;
      if (makesRecord(pattern, bytes, start, end, referenceTimeMs)) return pattern;
    }
  }
  return undefined;
}

/** What stands before the time: `{*}` for every word, and the byte directly before it. */
function describeBefore(bytes: Uint8Array, start: number, time: number): string {
  let text = "";
  for (let at = start; at < time;) {
    const wordEnd = findWhiteSpace(bytes, at, time);
    const isLast = wordEnd === time;
    if (wordEnd > at) text += isLast && wordEnd === at + 1 ? "" : "{*}";
    if (isLast) return text + literalOf(bytes[time - 1]!);
    text += " ";
    at = skipWhiteSpace(bytes, wordEnd, time);
  }
  return text;
}

/** A byte as text of a pattern; anything but printable ASCII is no text that one would type. */
function literalOf(byte: number): string {
  const text = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : " ";
  return text === "{" || text === "}" ? text + text : text;
}

function makesRecord(pattern: string, bytes: Uint8Array, start: number, end: number, referenceTimeMs: number): boolean {
  if (pattern.length > PATTERN_BYTES_MAX) return false;
  const matcher = createPatternMatcher(pattern, () => 0, referenceTimeMs);
  return matcher.takes(bytes, start, end) && matcher.parse(bytes, start, end, emptyLineFields()) === VERDICT_RECORD;
}
