import { LEVEL_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import { isWhiteSpace } from "./ascii.ts";
import type { FormatParser } from "./format-parser.ts";
import type { LineFields } from "./line-fields.ts";
import { compilePattern } from "./pattern-language.ts";
import type { Pattern, PatternPart, PatternTimeForm } from "./pattern-language.ts";
import { createPatternTimeReader, findTimeEnd, findTimeForm } from "./pattern-time.ts";
import type { PatternTimeReader } from "./pattern-time.ts";
import { readRequest, setKey, setTarget } from "./request.ts";
import { readByteCountText, readDurationText, readStatusText, setLevelText, setMethodText } from "./text-values.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const NO_MATCH = -1;

/** Whether lines fit a pattern, and the parser of those that do. */
export interface PatternMatcher {
  takes(bytes: Uint8Array, start: number, end: number): boolean;
  /** Reads the line that `takes` has just taken. */
  parse: FormatParser;
}

/** Where the fields of the line in hand are, in the order of the pattern's parts, and memory that is reused from line to line. */
interface PatternReader {
  readonly pattern: Pattern;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  timeForm: PatternTimeForm;
  readonly readTime: PatternTimeReader;
  readonly level: Uint8Array;
  readonly method: Uint8Array;
}

/**
 * The matcher of the pattern `text`. It never goes back: a time is as long as it looks, every other field ends where the text behind it comes first.
 * So the time for a line grows with its length times, at most, the length of the pattern.
 * @throws InputError `BAD_PATTERN`.
 */
export function createPatternMatcher(text: string, localOffset: LocalOffset, referenceTimeMs: number): PatternMatcher {
  const pattern = compilePattern(text);
  const reader: PatternReader = {
    pattern,
    starts: new Int32Array(pattern.parts.length),
    ends: new Int32Array(pattern.parts.length),
    timeForm: "any",
    readTime: createPatternTimeReader(localOffset, referenceTimeMs),
    level: new Uint8Array(LEVEL_BYTES_MAX),
    method: new Uint8Array(METHOD_BYTES_MAX),
  };
  return {
    takes: (bytes, start, end) => matchLine(reader, bytes, start, end),
    parse: (bytes, _start, _end, fields) => readFields(reader, bytes, fields),
  };
}

/** Find every field; false when the line does not fit. */
function matchLine(reader: PatternReader, bytes: Uint8Array, start: number, end: number): boolean {
  const { pattern, starts, ends } = reader;
  let at = matchLiteral(pattern.prefix, bytes, start, end);
  for (let i = 0; i < pattern.parts.length && at !== NO_MATCH; i++) {
    const part = pattern.parts[i]!;
    starts[i] = at;
    ends[i] = findFieldEnd(reader, part, bytes, at, end);
    at = ends[i] === NO_MATCH ? NO_MATCH : matchLiteral(part.literal, bytes, ends[i]!, end);
  }
  return at === end;
}

function findFieldEnd(reader: PatternReader, part: PatternPart, bytes: Uint8Array, start: number, end: number): number {
  if (part.field === "time") {
    reader.timeForm = findTimeForm(part.timeForm, bytes, start, end);
    return findTimeEnd(reader.timeForm, bytes, start, end);
  }
  return part.literal.length === 0 ? end : findLiteral(part.literal, bytes, start, end);
}

/** The first position from `from` on where the literal stands; {@link NO_MATCH} when it is nowhere. */
function findLiteral(literal: Uint8Array, bytes: Uint8Array, from: number, end: number): number {
  const first = literal[0]!;
  for (let at = from; at < end;) {
    if (first === SPACE) {
      // What does not follow this run of white space follows no part of it either.
      while (at < end && !isWhiteSpace(bytes[at]!)) at++;
      if (at === end) return NO_MATCH;
    }
    if (matchLiteral(literal, bytes, at, end) !== NO_MATCH) return at;
    at = first === SPACE ? skipWhiteSpace(bytes, at, end) : at + 1;
  }
  return NO_MATCH;
}

/** The position behind the literal that stands at `start`; {@link NO_MATCH} when it does not. */
function matchLiteral(literal: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (const byte of literal) {
    if (at >= end) return NO_MATCH;
    if (byte === SPACE) {
      const behind = skipWhiteSpace(bytes, at, end);
      if (behind === at) return NO_MATCH;
      at = behind;
    } else if (bytes[at++] !== byte) return NO_MATCH;
  }
  return at;
}

function readFields(reader: PatternReader, bytes: Uint8Array, fields: LineFields): number {
  const { pattern, starts, ends } = reader;
  for (let i = 0; i < pattern.parts.length; i++) {
    const { field, shift } = pattern.parts[i]!;
    const [start, end] = [starts[i]!, ends[i]!];
    if (field === "time") {
      if (!reader.readTime(reader.timeForm, bytes, start, end, fields)) return VERDICT_BAD_TIMESTAMP;
    } else if (field === "level") setLevelText(fields, bytes, start, end, reader.level);
    else if (field === "status") fields.status = readStatusText(bytes, start, end);
    else if (field === "duration") fields.durationMicros = readDurationText(bytes, start, end, shift);
    else if (field === "bytes") fields.bytes = readByteCountText(bytes, start, end);
    else if (field === "method") setMethodText(fields, bytes, start, end, reader.method);
    else if (field === "path") setTarget(fields, bytes, start, end);
    else if (field === "request") readRequest(bytes, start, end, fields);
    else if (field === "service") setKey(fields.service, bytes, start, end);
    else if (field === "host") setKey(fields.host, bytes, start, end);
  }
  return VERDICT_RECORD;
}
