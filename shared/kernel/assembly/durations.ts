import { decimals, mantissa, numberEnd, scaleNumber, scanNumber } from "./numbers";
import { MICROS_MAX } from "./windows";

// Numbers with a unit: `45ms`, `1.081s`.

/** The text is no number with a unit. */
export const NOT_A_DURATION: i32 = -3;
/** It may be one: that is for the slow path to say. */
export const NOT_SURE: i32 = -2;

const LETTER_H: u32 = 0x68;
const LETTER_M: u32 = 0x6d;
const LETTER_N: u32 = 0x6e;
const LETTER_S: u32 = 0x73;
const LETTER_U: u32 = 0x75;
/** The first byte of both spellings of µ, in UTF-8. */
const MICRO_1: u32 = 0xc2;
const MICRO_2: u32 = 0xce;
/** `ms`, `us` and `ns` */
const MS: u32 = 0x736d;
const US: u32 = 0x7375;
const NS: u32 = 0x736e;
/** `µs`, as U+00B5 and as U+03BC */
const MICRO_S_1: u32 = 0x73b5c2;
const MICRO_S_2: u32 = 0x73bcce;

/** Whole µs of the number with a unit that is all of `[start, end)` and begins with a digit, {@link NOT_A_DURATION}, or {@link NOT_SURE}. */
export function readDuration(start: usize, end: usize): i32 {
  if (!scanNumber(start)) return NOT_SURE;
  const unit = load<u32>(numberEnd);
  const length = end - numberEnd;
  if (length == 0) return NOT_A_DURATION;
  let shift = 0;
  if (length == 2 && (unit & 0xffff) == MS) shift = 3;
  else if (length == 1 && (unit & 0xff) == LETTER_S) shift = 6;
  else if (length == 2 && (unit & 0xffff) == NS) shift = -3;
  else if (!isMicros(unit, length)) return beginsUnit(unit & 0xff) ? NOT_SURE : NOT_A_DURATION;
  const micros = scaleNumber(mantissa, <i32>decimals, shift);
  return micros > MICROS_MAX ? NOT_SURE : <i32>micros;
}

function isMicros(unit: u32, length: usize): bool {
  if (length == 2) return (unit & 0xffff) == US;
  return length == 3 && ((unit & 0xffffff) == MICRO_S_1 || (unit & 0xffffff) == MICRO_S_2);
}

function beginsUnit(byte: u32): bool {
  return byte == LETTER_M || byte == LETTER_S || byte == LETTER_U || byte == LETTER_N || byte == LETTER_H || byte == MICRO_1 || byte == MICRO_2;
}
