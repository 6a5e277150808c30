import { METHOD_BYTES_MAX } from "../limits.ts";
import { isDigit } from "./ascii.ts";
import { MILLIS_TO_MICROS, NOT_A_DURATION, SECONDS_TO_MICROS } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readBareDuration, readByteCount } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isMethod, setKey, setTarget, setText } from "./request.ts";
import { W3C_COLUMNS } from "./settings.ts";
import type { W3cColumn, W3cColumns } from "./settings.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { skipSpaces } from "./words.ts";
import { CLOUDFRONT_COLUMNS } from "./w3c-header.ts";

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const UPPER_T = 0x54;

const DATE_BYTES = 10;
/** The longest time of a day: a fraction of 9 digits and a zone, one SP before it. */
const TIME_BYTES_MAX = 8 + 10 + 7;

const STATUS = W3C_COLUMNS.indexOf("status");
const DURATION = W3C_COLUMNS.indexOf("duration");
const BYTES = W3C_COLUMNS.indexOf("bytes");
const METHOD = W3C_COLUMNS.indexOf("method");
const PATH = W3C_COLUMNS.indexOf("path");
const SERVICE = W3C_COLUMNS.indexOf("service");
const HOST = W3C_COLUMNS.indexOf("host");
/** The place of the time of day among the places of columns. */
const TIME = W3C_COLUMNS.length;
const NO_PLACE = -1;

/** What lines of a job are read with, and memory that is reused from line to line. */
interface W3cReader {
  readonly cache: MinuteCache;
  /** Of each column, up to the last one that is read, its place in `starts` and `ends`. */
  readonly places: Int8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Power of ten from a number of the duration to µs. */
  readonly shift: number;
  /** Date and time, put together. */
  readonly time: Uint8Array;
}

/** Columns of CloudFront's first logs; a line of an object without a header has as many at least. */
export const CLOUDFRONT_COLUMNS_MIN = 22;

/** Whether the line begins with a date and then a TAB or SP; where the object has no header, with a TAB and so many more that CloudFront has written it. */
export function createW3cRecogniser(columns: W3cColumns | undefined): (bytes: Uint8Array, start: number, end: number) => boolean {
  const hasHeader = columns !== undefined;
  return (bytes, start, end) => {
    if (end - start <= DATE_BYTES || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false;
    const behind = bytes[start + DATE_BYTES];
    if (behind !== TAB && (behind !== SPACE || !hasHeader)) return false;
    for (let i = 0; i < DATE_BYTES; i++) if (i !== 4 && i !== 7 && !isDigit(bytes[start + i]!)) return false;
    return hasHeader || hasTabs(bytes, start, end, CLOUDFRONT_COLUMNS_MIN - 1);
  };
}

function hasTabs(bytes: Uint8Array, start: number, end: number, countMin: number): boolean {
  let count = 0;
  for (let at = start; at < end && count < countMin; at++) if (bytes[at] === TAB) count++;
  return count === countMin;
}

/**
 * The parser of lines in columns, as CloudFront and IIS write them, by the columns of the object's header; without one they are CloudFront's.
 * Source: "Extended Log File Format", W3C Working Draft WD-logfile-960323.
 */
export function createW3cParser(header: W3cColumns | undefined, localOffset: LocalOffset): FormatParser {
  const columns = header ?? CLOUDFRONT_COLUMNS;
  const known = W3C_COLUMNS.flatMap((column: W3cColumn) => columns[column] ?? []);
  const places = new Int8Array(Math.max(1, ...known) + 1).fill(NO_PLACE);
  places[1] = TIME;
  for (const [place, column] of W3C_COLUMNS.entries()) {
    const at = columns[column];
    if (at !== undefined) places[at] = place;
  }
  const reader: W3cReader = {
    cache: createMinuteCache(localOffset),
    places,
    starts: new Int32Array(TIME + 1),
    ends: new Int32Array(TIME + 1),
    shift: columns.isMilliseconds === true ? MILLIS_TO_MICROS : SECONDS_TO_MICROS,
    time: new Uint8Array(DATE_BYTES + 1 + TIME_BYTES_MAX),
  };
  return (bytes, start, end, fields) => parseLine(reader, bytes, start, end, fields);
}

function parseLine(reader: W3cReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const columnCount = findColumns(reader, bytes, start, end);
  if (columnCount < 2 || !readTime(reader, bytes, start, fields)) return VERDICT_BAD_TIMESTAMP;
  if (columnCount < reader.places.length) return VERDICT_BAD_FIELD;
  const { starts, ends } = reader;
  if (isGiven(reader, STATUS)) fields.status = readStatus(bytes, starts[STATUS]!, ends[STATUS]!);
  if (isGiven(reader, BYTES)) fields.bytes = readByteCount(bytes, starts[BYTES]!, ends[BYTES]!);
  if (isGiven(reader, DURATION)) fields.durationMicros = readBareDuration(bytes, starts[DURATION]!, ends[DURATION]!, reader.shift);
  if (fields.status === NOT_A_STATUS || fields.bytes === NOT_A_BYTE_COUNT || fields.durationMicros === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  if (isGiven(reader, METHOD) && isMethod(bytes, starts[METHOD]!, ends[METHOD]!)) setText(fields.method, bytes, starts[METHOD]!, ends[METHOD]!, METHOD_BYTES_MAX);
  if (isGiven(reader, PATH)) setTarget(fields, bytes, starts[PATH]!, ends[PATH]!);
  if (isGiven(reader, SERVICE)) setKey(fields.service, bytes, starts[SERVICE]!, ends[SERVICE]!);
  if (isGiven(reader, HOST)) setKey(fields.host, bytes, starts[HOST]!, ends[HOST]!);
  return VERDICT_RECORD;
}

/** Whether the line has a value where a field is read: no column and an empty one have none. */
function isGiven({ starts, ends }: W3cReader, place: number): boolean {
  return starts[place]! < ends[place]!;
}

/** Note where the columns stand that are read, and return how many columns there are, as far as they are read. */
function findColumns({ places, starts, ends }: W3cReader, bytes: Uint8Array, start: number, end: number): number {
  const isTabbed = bytes[start + DATE_BYTES] === TAB;
  starts.fill(0);
  ends.fill(0);
  let at = start;
  for (let column = 0; column < places.length; column++) {
    if (at > end || (!isTabbed && at === end)) return column;
    const isQuoted = !isTabbed && bytes[at] === QUOTE;
    const columnEnd = isQuoted ? findQuotedEnd(bytes, at + 1, end) : findByte(bytes, at, end, isTabbed ? TAB : SPACE);
    const place = places[column]!;
    if (place !== NO_PLACE) {
      starts[place] = isQuoted ? at + 1 : at;
      ends[place] = columnEnd;
    }
    if (isTabbed) at = columnEnd + 1;
    else at = skipSpaces(bytes, isQuoted ? Math.min(end, columnEnd + 1) : columnEnd, end);
  }
  return places.length;
}

function findByte(bytes: Uint8Array, from: number, end: number, byte: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** The position of the quote that closes a string: two in a row stand for one in it. `end` when there is none. */
function findQuotedEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = findByte(bytes, from, end, QUOTE);
  while (at + 1 < end && bytes[at + 1] === QUOTE) at = findByte(bytes, at + 2, end, QUOTE);
  return at;
}

/** Sets `timestampMs` from the date and the time of day, put together as an ISO time; false when they are none. */
function readTime({ cache, starts, ends, time }: W3cReader, bytes: Uint8Array, start: number, fields: LineFields): boolean {
  const clock = starts[TIME]!;
  const length = ends[TIME]! - clock;
  if (length > TIME_BYTES_MAX) return false;
  for (let i = 0; i < DATE_BYTES; i++) time[i] = bytes[start + i]!;
  time[DATE_BYTES] = UPPER_T;
  for (let i = 0; i < length; i++) time[DATE_BYTES + 1 + i] = bytes[clock + i]!;
  return readIsoTime(cache, time, 0, DATE_BYTES + 1 + length, fields);
}
