import { asciiBytes, beginsWith } from "./ascii.ts";
import { CLF_TIME_BYTES_MIN, readBracketedTime, readClfTime } from "./clf-time.ts";
import { NOT_SAFE, NUMBER_BYTES_MAX, findNumberEnd, isAllDigits, isNegative, isWhole, scaleDecimal } from "./decimal.ts";
import { DURATION_ABSENT, NANOS_TO_MICROS, NOT_A_DURATION, SECONDS_TO_MICROS, readDuration, readMicros } from "./duration.ts";
import { readEpoch } from "./epoch.ts";
import { readIsoTime } from "./iso-time.ts";
import { JSON_WANTS } from "./json-aliases.ts";
import { chooseSlots, endOf, isGiven, isNumber, loadString, startOf } from "./json-reader.ts";
import type { JsonReader } from "./json-reader.ts";
import { findNamedLevel, setNumericLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { readRequest, setKey, setTarget } from "./request.ts";
import { STATUS_MAX, STATUS_MIN } from "./status.ts";
import { readByteCountText, readDurationText, readStatusText, setLevelText, setMethodText } from "./text-values.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_NO_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findByte, skipSpaces } from "./words.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SLASH = 0x2f;
const BRACKET_OPEN = 0x5b;

const TIME = JSON_WANTS.indexOf("time");
const LEVEL = JSON_WANTS.indexOf("level");
const STATUS = JSON_WANTS.indexOf("status");
const DURATION = JSON_WANTS.indexOf("duration");
const BYTES = JSON_WANTS.indexOf("bytes");
const METHOD = JSON_WANTS.indexOf("method");
const ROUTE = JSON_WANTS.indexOf("route");
const SERVICE = JSON_WANTS.indexOf("service");
const HOST = JSON_WANTS.indexOf("host");
const REQUEST_LINE = JSON_WANTS.indexOf("requestLine");
const LOGGER = JSON_WANTS.indexOf("logger");
const CONTAINED = JSON_WANTS.indexOf("contained");
/** An object that says any of these is no mere envelope of a line. */
const TELLING = [LEVEL, STATUS, DURATION, BYTES, METHOD, REQUEST_LINE];

const MILLIS = asciiBytes("ms");
const NANOS_DIGITS_MIN = 4;
const CADDY_LOGGERS = ["http.log.", "http.handlers."].map(asciiBytes);

/** Read the fields of a record from the noted values of a valid line; returns the verdict. */
export function readJsonFields(reader: JsonReader, bytes: Uint8Array, fields: LineFields): number {
  chooseSlots(reader);
  if (!isGiven(reader, TIME)) return VERDICT_NO_TIMESTAMP;
  if (!readTime(reader, bytes, fields)) return VERDICT_BAD_TIMESTAMP;
  readChosenFields(reader, bytes, fields);
  return VERDICT_RECORD;
}

/** Read what the noted values of a valid message say beside its time, which need not be there. */
export function readTimelessFields(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  chooseSlots(reader);
  readChosenFields(reader, bytes, fields);
}

/** Whether the object that was read last is the envelope of a line: that line, the first of several, is the reader's `text` then. */
export function loadContainedLine(reader: JsonReader, bytes: Uint8Array): boolean {
  if (TELLING.some((want) => isGiven(reader, want)) || !loadString(reader, bytes, CONTAINED)) return false;
  const { text } = reader;
  const end = findByte(text.bytes, text.start, text.end, LINE_FEED);
  text.end = end > text.start && text.bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  return true;
}

function readChosenFields(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  const { text } = reader;
  if (isGiven(reader, LEVEL)) readLevel(reader, bytes, fields);
  if (isGiven(reader, STATUS)) readStatus(reader, bytes, fields);
  if (isGiven(reader, DURATION)) readDurationField(reader, bytes, fields);
  if (isGiven(reader, BYTES)) readBytes(reader, bytes, fields);
  if (loadString(reader, bytes, METHOD)) setMethodText(fields, text.bytes, text.start, text.end, reader.method);
  if (loadString(reader, bytes, ROUTE)) setTarget(fields, text.bytes, text.start, text.end);
  if (loadString(reader, bytes, SERVICE)) readService(reader, fields);
  if (loadString(reader, bytes, HOST)) setKey(fields.host, text.bytes, text.start, text.end);
  if (loadString(reader, bytes, REQUEST_LINE)) readRequestLine(reader, fields);
}

function readTime(reader: JsonReader, bytes: Uint8Array, fields: LineFields): boolean {
  if (isNumber(reader, TIME)) return readEpoch(bytes, startOf(reader, TIME), endOf(reader, TIME), fields);
  if (!loadString(reader, bytes, TIME)) return false;
  const { bytes: from, start, end } = reader.text;
  const numberEnd = findNumberEnd(from, start, end);
  if (numberEnd === end && end > start) return end - start <= NUMBER_BYTES_MAX && readEpoch(from, start, end, fields);
  if (end - start >= CLF_TIME_BYTES_MIN && from[start + 2] === SLASH) return readClfTime(reader.clfCache, from, start, end, fields);
  // Apache's `%t` brings its brackets along.
  if (from[start] === BRACKET_OPEN) return end - start > CLF_TIME_BYTES_MIN && readBracketedTime(reader.clfCache, from, start, end, fields) === end - 1;
  return readIsoTime(reader.isoCache, from, start, end, fields);
}

/** Whether the values that were read last have one for the time, whatever it is. */
export function hasTime(reader: JsonReader): boolean {
  return isGiven(reader, TIME);
}

/** Whether the level of the values that were read last is a text that names a known one. */
export function hasLevelName(reader: JsonReader, bytes: Uint8Array): boolean {
  const { text } = reader;
  return loadString(reader, bytes, LEVEL) && findNamedLevel(text.bytes, text.start, text.end) !== undefined;
}

function readLevel(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  if (isNumber(reader, LEVEL)) {
    const [start, end] = [startOf(reader, LEVEL), endOf(reader, LEVEL)];
    if (!isNegative(bytes, start, end)) setNumericLevel(fields, scaleDecimal(bytes, start, end, 0, false));
  } else if (loadString(reader, bytes, LEVEL)) setLevelText(fields, reader.text.bytes, reader.text.start, reader.text.end, reader.level);
}

function readStatus(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  if (isNumber(reader, STATUS)) {
    const [start, end] = [startOf(reader, STATUS), endOf(reader, STATUS)];
    if (isNegative(bytes, start, end) || !isWhole(bytes, start, end)) return;
    const status = scaleDecimal(bytes, start, end, 0, false);
    if (status >= STATUS_MIN && status <= STATUS_MAX) fields.status = status;
  } else if (loadString(reader, bytes, STATUS)) fields.status = readStatusText(reader.text.bytes, reader.text.start, reader.text.end);
}

function readDurationField(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  const candidate = reader.best[DURATION]!;
  const [start, end] = [startOf(reader, DURATION), endOf(reader, DURATION)];
  const shift = reader.isBareDuration[candidate] === 1 && isCaddy(reader, bytes) ? shiftOfCaddy(bytes, start, end) : reader.shifts[candidate]!;
  if (isNumber(reader, DURATION)) fields.durationMicros = readMicros(bytes, start, end, shift);
  else if (loadString(reader, bytes, DURATION))
    fields.durationMicros = readDurationText(reader.text.bytes, skipSpaces(reader.text.bytes, reader.text.start, reader.text.end), reader.text.end, shift);
}

/** Caddy writes seconds, or where `duration_format nano` is set ns: of whole numbers with four digits or more nobody waits so many seconds. */
function shiftOfCaddy(bytes: Uint8Array, start: number, end: number): number {
  return end - start >= NANOS_DIGITS_MIN && isAllDigits(bytes, start, end) ? NANOS_TO_MICROS : SECONDS_TO_MICROS;
}

/** Heroku's router writes into it for how many whole ms the service was busy. */
function readService({ text: { bytes, start, end } }: JsonReader, fields: LineFields): void {
  const isBusy = end - start > MILLIS.length && beginsWith(bytes, end - MILLIS.length, end, MILLIS) && isAllDigits(bytes, start, end - MILLIS.length);
  const busy = isBusy ? readDuration(bytes, start, end) : NOT_A_DURATION;
  if (busy === NOT_A_DURATION) setKey(fields.service, bytes, start, end);
  else if (fields.durationMicros === DURATION_ABSENT) fields.durationMicros = busy;
}

/** Caddy writes seconds into the field that others write ms into. */
function isCaddy(reader: JsonReader, bytes: Uint8Array): boolean {
  const { text } = reader;
  return loadString(reader, bytes, LOGGER) && CADDY_LOGGERS.some((name) => beginsWith(text.bytes, text.start, text.end, name));
}

function readBytes(reader: JsonReader, bytes: Uint8Array, fields: LineFields): void {
  let count = NOT_SAFE;
  if (isNumber(reader, BYTES)) {
    const [start, end] = [startOf(reader, BYTES), endOf(reader, BYTES)];
    if (!isNegative(bytes, start, end)) count = scaleDecimal(bytes, start, end, 0, false);
  } else if (loadString(reader, bytes, BYTES)) count = readByteCountText(reader.text.bytes, reader.text.start, reader.text.end);
  fields.bytes = count;
}

/** The loaded string is a request line, or only its target: it gives what the aliases of method and route did not. */
function readRequestLine({ text, requestLine }: JsonReader, fields: LineFields): void {
  requestLine.method.start = -1;
  requestLine.path.start = -1;
  if (text.bytes[text.start] === SLASH) setTarget(requestLine, text.bytes, text.start, text.end);
  else readRequest(text.bytes, text.start, text.end, requestLine);
  if (fields.method.start === -1) Object.assign(fields.method, requestLine.method);
  if (fields.path.start === -1) Object.assign(fields.path, requestLine.path);
}
