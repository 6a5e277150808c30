import { beginsWithYear } from "./app-time.ts";
import { asciiBytes, beginsWith, isDigit } from "./ascii.ts";
import { findNumberEnd } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, SECONDS_TO_MICROS } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readBareDuration, readByteCount, setHostField, skipFields, skipWords } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { readRequest } from "./request.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const QUOTE = 0x22;
const MINUS = 0x2d;
const COLON = 0x3a;
const UPPER_T = 0x54;
const BRACE_OPEN = 0x7b;

/** The types of a request that open a line of an Application Load Balancer, with the space behind them. */
const ALB_TYPES = ["http", "https", "h2", "grpcs", "ws", "wss"].map((type) => asciiBytes(`${type} `));

/** Where the `T` of the time stands in a line of a Classic Load Balancer. */
const CLOCK_MARK = 10;
/** Words between the time and the three processing times: load balancer, client, target. */
const ENDPOINT_WORDS = 3;
const PROCESSING_TIMES = 3;
/** Words from the status to the bytes that were sent: the target's status and the bytes that were received are between them. */
const WORDS_TO_SENT_BYTES = 3;
/** Fields from the request to the domain: user agent, cipher, protocol, target group and trace id are between them. */
const FIELDS_TO_DOMAIN = 6;

/** Whether the line begins with a type of request, SP, and a year. */
export function beginsAsAlb(bytes: Uint8Array, start: number, end: number): boolean {
  for (const type of ALB_TYPES) if (beginsWith(bytes, start, end, type)) return beginsWithYear(bytes, start + type.length, end);
  return false;
}

/** Whether the line begins as an entry of a Classic Load Balancer: time, name, two endpoints, three numbers. Everything else with a time is an application's. */
export function beginsAsElb(bytes: Uint8Array, start: number, end: number): boolean {
  if (!beginsWithYear(bytes, start, end) || bytes[start + CLOCK_MARK] !== UPPER_T || start + CLOCK_MARK >= end) return false;
  let at = skipWords(bytes, start, end, 2);
  let wordEnd = findSpace(bytes, at, end);
  if (!isEndpoint(bytes, at, wordEnd)) return false;
  at = skipSpaces(bytes, wordEnd, end);
  wordEnd = findSpace(bytes, at, end);
  const isNone = wordEnd - at === 1 && bytes[at] === MINUS;
  if (!isNone && !isEndpoint(bytes, at, wordEnd)) return false;
  for (let count = 0; count < PROCESSING_TIMES; count++) {
    at = skipSpaces(bytes, wordEnd, end);
    wordEnd = findSpace(bytes, at, end);
    if (at === end || findNumberEnd(bytes, at, wordEnd) !== wordEnd) return false;
  }
  return true;
}

/** Whether `bytes[start, end)` is an address, `:` and a port. An object of JSON may end in both. */
function isEndpoint(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] === BRACE_OPEN) return false;
  let at = end;
  while (at > start && isDigit(bytes[at - 1]!)) at--;
  return at < end && at > start + 1 && bytes[at - 1] === COLON;
}

/**
 * The parser of access logs of Application Load Balancers. Entries behind the ones that are read may be missing, or be more.
 * Source: "Access logs for your Application Load Balancer", Elastic Load Balancing.
 */
export function createAlbParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  return (bytes, start, end, fields) => parseEntry(cache, bytes, skipWords(bytes, start, end, 1), end, fields, true);
}

/**
 * The parser of access logs of Classic Load Balancers.
 * Source: "Access logs for your Classic Load Balancer", Elastic Load Balancing.
 */
export function createElbParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  return (bytes, start, end, fields) => parseEntry(cache, bytes, start, end, fields, false);
}

/** `time balancer client target seconds seconds seconds status target-status received sent "request" rest…` from the time on. */
function parseEntry(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields, hasDomain: boolean): number {
  const timeEnd = findSpace(bytes, start, end);
  if (!readIsoTime(cache, bytes, start, timeEnd, fields)) return VERDICT_BAD_TIMESTAMP;
  const times = skipWords(bytes, start, end, 1 + ENDPOINT_WORDS);
  fields.durationMicros = readProcessingTimes(bytes, times, end);
  if (fields.durationMicros === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  const status = skipWords(bytes, times, end, PROCESSING_TIMES);
  fields.status = readStatus(bytes, status, findSpace(bytes, status, end));
  if (fields.status === NOT_A_STATUS) return VERDICT_BAD_FIELD;
  const sent = skipWords(bytes, status, end, WORDS_TO_SENT_BYTES);
  const sentEnd = findSpace(bytes, sent, end);
  fields.bytes = readByteCount(bytes, sent, sentEnd);
  if (fields.bytes === NOT_A_BYTE_COUNT) return VERDICT_BAD_FIELD;
  const request = skipSpaces(bytes, sentEnd, end);
  const close = request < end && bytes[request] === QUOTE ? findClosingQuote(bytes, request + 1, end) : -1;
  if (close === -1) return VERDICT_BAD_FIELD;
  readRequest(bytes, request + 1, close, fields);
  if (hasDomain) setHostField(fields, bytes, skipFields(bytes, request, end, FIELDS_TO_DOMAIN), end);
  return VERDICT_RECORD;
}

/** The sum of three numbers of seconds in µs, each rounded: absent when one of them is. */
function readProcessingTimes(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (let count = 0; count < PROCESSING_TIMES; count++) {
    const wordEnd = findSpace(bytes, at, end);
    const micros = readBareDuration(bytes, at, wordEnd, SECONDS_TO_MICROS);
    if (micros === NOT_A_DURATION) return NOT_A_DURATION;
    sum = micros === DURATION_ABSENT || sum === DURATION_ABSENT ? DURATION_ABSENT : sum + micros;
    at = skipSpaces(bytes, wordEnd, end);
  }
  return sum > Number.MAX_SAFE_INTEGER ? DURATION_ABSENT : sum;
}
