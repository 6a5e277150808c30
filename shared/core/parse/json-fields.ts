import { LEVEL_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import { asciiBytes, beginsWith, upperCase } from "./ascii.ts";
import { CLF_TIME_BYTES_MIN, createClfTime } from "./clf-time.ts";
import { NOT_SAFE, NUMBER_BYTES_MAX, findNumberEnd, isAllDigits, isNegative, isWhole, scaleDecimal } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, SECONDS_TO_MICROS, readDuration, readMicros } from "./duration.ts";
import { readEpoch } from "./epoch.ts";
import { createIsoTime } from "./iso-time.ts";
import { JSON_WANTS } from "./json-aliases.ts";
import type { JsonCandidate, JsonWant } from "./json-aliases.ts";
import type { JsonKeys } from "./json-keys.ts";
import { VALUE_ESCAPED, VALUE_NONE, VALUE_NUMBER, VALUE_STRING } from "./json-values.ts";
import type { JsonValues } from "./json-values.ts";
import { setNamedLevel, setNumericLevel } from "./levels.ts";
import { emptyLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { isMethod, readRequest, setKey, setTarget } from "./request.ts";
import { NOT_A_STATUS, STATUS_ABSENT, STATUS_MAX, STATUS_MIN, readThreeDigits } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_NO_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";

const MINUS = 0x2d;
const SLASH = 0x2f;

const NO_CANDIDATE = 0x7fffffff;
const CADDY_LOGGER = asciiBytes("http.log.access");
const wantNumber = (want: JsonWant): number => JSON_WANTS.indexOf(want);
const [TIME, LEVEL, STATUS, DURATION, BYTES, METHOD, ROUTE, SERVICE, HOST, REQUEST_LINE, LOGGER] = JSON_WANTS.map(wantNumber) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** Reads the fields of a record from the noted values of a valid line; returns the verdict. */
export type JsonFieldReader = (bytes: Uint8Array, fields: LineFields) => number;

/** The reader for wants that are looked for at `candidates`. */
export function createJsonFields(candidates: readonly JsonCandidate[], keys: JsonKeys, values: JsonValues, localOffset: LocalOffset): JsonFieldReader {
  const { kinds, starts, ends, touched } = values;
  const { candidates: slotCandidates, firstCandidates } = keys;
  const wants = Uint8Array.from(candidates, ({ want }) => wantNumber(want));
  const isBareDuration = candidates.map(({ want, key }) => want === "duration" && key === "duration");
  const best = new Int32Array(JSON_WANTS.length);
  const slots = new Int32Array(JSON_WANTS.length);
  const text = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const levelScratch = new Uint8Array(LEVEL_BYTES_MAX);
  const methodScratch = new Uint8Array(METHOD_BYTES_MAX);
  const requestLine = emptyLineFields();
  const readIsoTime = createIsoTime(localOffset);
  const readClfTime = createClfTime(localOffset);

  /** Of every want, the first candidate that has a value. Candidates are numbered in the order in which they are asked. */
  const chooseSlots = (): void => {
    best.fill(NO_CANDIDATE);
    for (let i = values.countTouched() - 1; i >= 0; i--) {
      const slot = touched[i]!;
      if (kinds[slot] === VALUE_NONE) continue;
      for (let at = firstCandidates[slot]!; at < firstCandidates[slot + 1]!; at++) {
        const candidate = slotCandidates[at]!;
        const want = wants[candidate]!;
        if (candidate >= best[want]!) continue;
        best[want] = candidate;
        slots[want] = slot;
      }
    }
  };
  const isGiven = (want: number): boolean => best[want] !== NO_CANDIDATE;
  const isNumber = (want: number): boolean => kinds[slots[want]!] === VALUE_NUMBER;
  /** Whether the chosen value is a string; `text` then is that string. */
  const loadString = (bytes: Uint8Array, want: number): boolean => {
    if (!isGiven(want)) return false;
    const kind = kinds[slots[want]!];
    if (kind !== VALUE_STRING && kind !== VALUE_ESCAPED) return false;
    values.readString(bytes, slots[want]!, text);
    return true;
  };
  const startOf = (want: number): number => starts[slots[want]!]!;
  const endOf = (want: number): number => ends[slots[want]!]!;

  const readTime = (bytes: Uint8Array, fields: LineFields): boolean => {
    if (isNumber(TIME)) return readEpoch(bytes, startOf(TIME), endOf(TIME), fields);
    if (!loadString(bytes, TIME)) return false;
    const { bytes: from, start, end } = text;
    const numberEnd = findNumberEnd(from, start, end);
    if (numberEnd === end && end > start) return end - start <= NUMBER_BYTES_MAX && readEpoch(from, start, end, fields);
    if (end - start >= CLF_TIME_BYTES_MIN && from[start + 2] === SLASH) return readClfTime(from, start, end, fields);
    return readIsoTime(from, start, end, fields);
  };
  const readLevel = (bytes: Uint8Array, fields: LineFields): void => {
    if (isNumber(LEVEL)) {
      if (!isNegative(bytes, startOf(LEVEL), endOf(LEVEL))) setNumericLevel(fields, scaleDecimal(bytes, startOf(LEVEL), endOf(LEVEL), 0, false));
    } else if (loadString(bytes, LEVEL)) {
      const { bytes: from, start, end } = text;
      if (isAllDigits(from, start, end)) {
        if (end - start <= NUMBER_BYTES_MAX) setNumericLevel(fields, scaleDecimal(from, start, end, 0, false));
      } else if (end - start > 1 || (end > start && from[start] !== MINUS)) setNamedLevel(fields, from, start, end, levelScratch);
    }
  };
  const readStatus = (bytes: Uint8Array, fields: LineFields): void => {
    if (isNumber(STATUS)) {
      if (isNegative(bytes, startOf(STATUS), endOf(STATUS)) || !isWhole(bytes, startOf(STATUS), endOf(STATUS))) return;
      const status = scaleDecimal(bytes, startOf(STATUS), endOf(STATUS), 0, false);
      if (status >= STATUS_MIN && status <= STATUS_MAX) fields.status = status;
    } else if (loadString(bytes, STATUS)) {
      const status = readThreeDigits(text.bytes, text.start, text.end);
      fields.status = status === NOT_A_STATUS ? STATUS_ABSENT : status;
    }
  };
  const readDurationField = (bytes: Uint8Array, fields: LineFields): void => {
    const candidate = best[DURATION]!;
    if (candidate === NO_CANDIDATE) return;
    const isCaddy = isBareDuration[candidate]! && loadString(bytes, LOGGER) && beginsWith(text.bytes, text.start, text.end, CADDY_LOGGER);
    const shift = isCaddy ? SECONDS_TO_MICROS : candidates[candidate]!.shift;
    if (isNumber(DURATION)) fields.durationMicros = readMicros(bytes, startOf(DURATION), endOf(DURATION), shift);
    else if (loadString(bytes, DURATION)) {
      const { bytes: from, start, end } = text;
      const isBare = end > start && end - start <= NUMBER_BYTES_MAX && findNumberEnd(from, start, end) === end;
      const duration = isBare ? readMicros(from, start, end, shift) : readDuration(from, start, end);
      fields.durationMicros = duration === NOT_A_DURATION ? DURATION_ABSENT : duration;
    }
  };
  const readBytes = (bytes: Uint8Array, fields: LineFields): void => {
    let count = NOT_SAFE;
    if (isNumber(BYTES)) {
      if (!isNegative(bytes, startOf(BYTES), endOf(BYTES))) count = scaleDecimal(bytes, startOf(BYTES), endOf(BYTES), 0, false);
    } else if (loadString(bytes, BYTES) && text.end - text.start <= NUMBER_BYTES_MAX && isAllDigits(text.bytes, text.start, text.end)) {
      count = scaleDecimal(text.bytes, text.start, text.end, 0, false);
    }
    fields.bytes = count;
  };
  const readMethod = (bytes: Uint8Array, fields: LineFields): void => {
    if (!loadString(bytes, METHOD)) return;
    const length = text.end - text.start;
    if (length > METHOD_BYTES_MAX) return;
    for (let i = 0; i < length; i++) methodScratch[i] = upperCase(text.bytes[text.start + i]!);
    if (!isMethod(methodScratch, 0, length)) return;
    fields.method.bytes = methodScratch;
    fields.method.start = 0;
    fields.method.end = length;
  };
  /** A request line gives what the aliases of method and route did not. */
  const readRequestLine = (bytes: Uint8Array, fields: LineFields): void => {
    if ((fields.method.start !== -1 && fields.path.start !== -1) || !loadString(bytes, REQUEST_LINE)) return;
    requestLine.method.start = -1;
    requestLine.path.start = -1;
    readRequest(text.bytes, text.start, text.end, requestLine);
    if (fields.method.start === -1) Object.assign(fields.method, requestLine.method);
    if (fields.path.start === -1) Object.assign(fields.path, requestLine.path);
  };

  return (bytes, fields) => {
    chooseSlots();
    if (!isGiven(TIME)) return VERDICT_NO_TIMESTAMP;
    if (!readTime(bytes, fields)) return VERDICT_BAD_TIMESTAMP;
    if (isGiven(LEVEL)) readLevel(bytes, fields);
    if (isGiven(STATUS)) readStatus(bytes, fields);
    readDurationField(bytes, fields);
    if (isGiven(BYTES)) readBytes(bytes, fields);
    readMethod(bytes, fields);
    if (loadString(bytes, ROUTE)) setTarget(fields, text.bytes, text.start, text.end);
    if (loadString(bytes, SERVICE)) setKey(fields.service, text.bytes, text.start, text.end);
    if (loadString(bytes, HOST)) setKey(fields.host, text.bytes, text.start, text.end);
    readRequestLine(bytes, fields);
    return VERDICT_RECORD;
  };
}
