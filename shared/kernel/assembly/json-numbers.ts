import { joinDigits, nonDigits, ZEROS } from "./digits";
import { DECIMALS, DIGITS } from "./json-steps";
import { decimals, mantissa, numberEnd, readNumber } from "./numbers";

// Numbers of JSON lines with a known shape. What stands behind them is a part of the next step's text and compared there. They are read as `scanNumber` does,
// and not by it: what it leaves in globals is written to memory and read back before the walk can go on.

const POINT: u64 = 0x2e ^ 0x30;
const ONE_DIGIT: u64 = 8;
const BYTE: u64 = 0xff;

/** Read the number at `at` into the step; returns where it ends, 0 when it is of an unusual form or none. */
// @ts-ignore: decorator
@inline export function takeNumber(step: usize, at: usize): usize {
  const values = load<u64>(at) ^ ZEROS;
  const others = nonDigits(values);
  // Bits of the digits: of one to seven, else it is a long number or none.
  const bits = <u64>ctz(others) & 0x78;
  if (bits - 8 > 48) return takeLongNumber(step, at);
  // No digit follows on a first 0.
  if (bits != ONE_DIGIT) {
    if ((values & BYTE) == 0) return 0;
  }
  if (((values >> bits) & BYTE) == POINT) return takeDecimals(step, at, values, bits, others & (others - 1));
  store<u32>(step, 0, DECIMALS);
  store<u64>(step, joinDigits(values << (64 - bits)), DIGITS);
  return at + <usize>(bits >> 3);
}

/** The same of digits of `point` bits, a point, and decimals up to the lowest bit of `others`: all of it has up to seven bytes. */
// @ts-ignore: decorator
@inline function takeDecimals(step: usize, at: usize, values: u64, point: u64, others: u64): usize {
  const end = <u64>ctz(others) & 0x78;
  const count = (end - point - 8) >> 3;
  if (others == 0 || count == 0) return takeLongNumber(step, at);
  // Over the point the whole part goes up to its decimals.
  const whole = (values & ((<u64>1 << point) - 1)) << 8;
  const fraction = (values >> (point + 8)) << (point + 8);
  store<u32>(step, <u32>count, DECIMALS);
  store<u64>(step, joinDigits((whole | fraction) << (64 - end)), DIGITS);
  return at + <usize>(end >> 3);
}

function takeLongNumber(step: usize, at: usize): usize {
  if (!readNumber(at)) return 0;
  store<u32>(step, <u32>decimals, DECIMALS);
  store<u64>(step, mantissa, DIGITS);
  return numberEnd;
}
