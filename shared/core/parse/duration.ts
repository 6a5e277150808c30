import { asciiBytes, beginsWith } from "./ascii.ts";
import { NOT_SAFE, NUMBER_BYTES_MAX, findNumberEnd, isNegative, scaleDecimal } from "./decimal.ts";

const SPACE = 0x20;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const COMMA = 0x2c;
const POINT = 0x2e;
const SEMICOLON = 0x3b;

/** A duration that means "absent": negative, or over 2^53 − 1 µs. */
export const DURATION_ABSENT = -1;
/** Not a duration at all. */
export const NOT_A_DURATION = -2;

/** Powers of ten from a unit to µs, for numbers without a unit of their own. */
export const SECONDS_TO_MICROS = 6;
export const MILLIS_TO_MICROS = 3;
export const MICROS_TO_MICROS = 0;
export const NANOS_TO_MICROS = -3;

interface Unit {
  name: Uint8Array;
  /** One unit is `factor * 10 ** shift` µs. */
  factor: number;
  shift: number;
}

/** Longer names before their own beginnings. The two spellings of µ are U+00B5 and U+03BC. */
const UNITS: readonly Unit[] = [
  { name: asciiBytes("ms"), factor: 1, shift: MILLIS_TO_MICROS },
  { name: asciiBytes("us"), factor: 1, shift: MICROS_TO_MICROS },
  { name: Uint8Array.of(0xc2, 0xb5, 0x73), factor: 1, shift: MICROS_TO_MICROS },
  { name: Uint8Array.of(0xce, 0xbc, 0x73), factor: 1, shift: MICROS_TO_MICROS },
  { name: asciiBytes("ns"), factor: 1, shift: NANOS_TO_MICROS },
  { name: asciiBytes("s"), factor: 1, shift: SECONDS_TO_MICROS },
  { name: asciiBytes("m"), factor: 60, shift: SECONDS_TO_MICROS },
  { name: asciiBytes("h"), factor: 3_600, shift: SECONDS_TO_MICROS },
];

/**
 * Whole µs of the number with a unit, or the sum of them, that is exactly `bytes[start, end)`; {@link DURATION_ABSENT} when that is
 * negative or too large, {@link NOT_A_DURATION} when it is anything else (also a number without a unit).
 */
export function readDuration(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > NUMBER_BYTES_MAX) return NOT_A_DURATION;
  const numberEnd = findNumberEnd(bytes, start, end);
  if (numberEnd === start || numberEnd === end) return NOT_A_DURATION;
  const unit = findUnit(bytes, numberEnd, end);
  if (unit === undefined) return NOT_A_DURATION;
  if (numberEnd + unit.name.length < end || unit.factor !== 1) return sumUnits(bytes, start, end);
  return readMicros(bytes, start, numberEnd, unit.shift);
}

/** The same of a word, of which one leading `(` and one trailing `.`, `,`, `;` or `)` are ignored. */
export function readDurationWord(bytes: Uint8Array, start: number, end: number): number {
  const last = bytes[end - 1]!;
  const hasMark = last === POINT || last === COMMA || last === SEMICOLON || last === PAREN_CLOSE;
  return readDuration(bytes, bytes[start] === PAREN_OPEN ? start + 1 : start, hasMark ? end - 1 : end);
}

/** The same of a number, one SP and a unit of at most a second, as people write them. */
export function readSpacedDuration(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > NUMBER_BYTES_MAX) return NOT_A_DURATION;
  const numberEnd = findNumberEnd(bytes, start, end);
  if (numberEnd === start || bytes[numberEnd] !== SPACE) return NOT_A_DURATION;
  return readTwoWordDuration(bytes, start, numberEnd, numberEnd + 1, end);
}

/** The first byte of `ms`; no unit that may stand alone begins with a smaller one. */
const UNIT_FIRST_MIN = 0x6d;

/**
 * Whole µs of the bare number that is exactly `bytes[start, end)` in the unit that is the word behind it, `bytes[unitStart, unitEnd)`: as {@link readDuration},
 * and {@link NOT_A_DURATION} for minutes and hours, which nobody writes so.
 */
export function readTwoWordDuration(bytes: Uint8Array, start: number, end: number, unitStart: number, unitEnd: number): number {
  if (unitStart === unitEnd || bytes[unitStart]! < UNIT_FIRST_MIN) return NOT_A_DURATION;
  const unit = findUnit(bytes, unitStart, unitEnd);
  if (unit === undefined || unit.factor !== 1 || unitStart + unit.name.length !== unitEnd) return NOT_A_DURATION;
  const isNumber = end > start && end - start <= NUMBER_BYTES_MAX && findNumberEnd(bytes, start, end) === end;
  return isNumber ? readMicros(bytes, start, end, unit.shift) : NOT_A_DURATION;
}

/** Whole µs of the number in `bytes[start, end)` of which one is `10 ** shift` µs; {@link DURATION_ABSENT} when negative or too large. */
export function readMicros(bytes: Uint8Array, start: number, end: number, shift: number): number {
  if (isNegative(bytes, start, end)) return DURATION_ABSENT;
  const micros = scaleDecimal(bytes, start, end, shift, true);
  return micros === NOT_SAFE ? DURATION_ABSENT : micros;
}

function findUnit(bytes: Uint8Array, start: number, end: number): Unit | undefined {
  for (const unit of UNITS) if (beginsWith(bytes, start, end, unit.name)) return unit;
  return undefined;
}

/** The rare and exact way: the pairs are added up as whole numbers of 10^-64 ns, which no number of so few digits goes below. */
const SUM_DIGITS = NUMBER_BYTES_MAX + 3;
const SUM_SCALE = 10n ** BigInt(SUM_DIGITS);

function sumUnits(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0n;
  let isBelowZero = false;
  for (let at = start; at < end;) {
    const numberEnd = findNumberEnd(bytes, at, end);
    const unit = findUnit(bytes, numberEnd, end);
    const hasSign = bytes[at] === 0x2d;
    if (numberEnd === at || unit === undefined || (hasSign && at !== start)) return NOT_A_DURATION;
    if (hasSign) isBelowZero = true;
    let digits = "";
    let fractionDigits = -1;
    for (let i = hasSign ? at + 1 : at; i < numberEnd; i++) {
      if (bytes[i] === 0x2e) fractionDigits = 0;
      else {
        digits += String.fromCharCode(bytes[i]!);
        if (fractionDigits >= 0) fractionDigits++;
      }
    }
    sum += BigInt(digits) * BigInt(unit.factor) * 10n ** BigInt(SUM_DIGITS + unit.shift - Math.max(0, fractionDigits));
    at = numberEnd + unit.name.length;
  }
  if (isBelowZero && sum > 0n) return DURATION_ABSENT;
  const micros = (sum + SUM_SCALE / 2n) / SUM_SCALE;
  return micros > BigInt(Number.MAX_SAFE_INTEGER) ? DURATION_ABSENT : Number(micros);
}
