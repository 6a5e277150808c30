import { joinDigits, nonDigits, ZEROS } from "./digits";
import { DECIMALS, DIGITS } from "./json-steps";
import { decimals, mantissa, numberEnd, readNumber, tenTo } from "./numbers";

// Numbers of JSON lines with a known shape. What stands behind them is a part of the next step's text and compared there. They are read as `scanNumber` does,
// and not by it: what it leaves in globals is written to memory and read back before the walk can go on.

const POINT: u32 = 0x2e;
const ONE_DIGIT: u64 = 8;

/** Read the number at `at` into the step; returns where it ends, 0 when it is of an unusual form or none. */
// @ts-ignore: decorator
@inline export function takeNumber(step: usize, at: usize): usize {
  const values = load<u64>(at) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return takeLongNumber(step, at);
  // No digit follows on a first 0.
  if (bits != ONE_DIGIT && (values & 0xff) == 0) return 0;
  const end = at + <usize>(bits >> 3);
  const whole = joinDigits(values << (64 - bits));
  if (load<u8>(end) == POINT) return takeDecimals(step, at, whole, end + 1);
  store<u32>(step, 0, DECIMALS);
  store<u64>(step, whole, DIGITS);
  return end;
}

// @ts-ignore: decorator
@inline function takeDecimals(step: usize, start: usize, whole: u64, from: usize): usize {
  const values = load<u64>(from) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return takeLongNumber(step, start);
  const count = <usize>(bits >> 3);
  store<u32>(step, <u32>count, DECIMALS);
  store<u64>(step, whole * tenTo(count) + joinDigits(values << (64 - bits)), DIGITS);
  return from + count;
}

function takeLongNumber(step: usize, at: usize): usize {
  if (!readNumber(at)) return 0;
  store<u32>(step, <u32>decimals, DECIMALS);
  store<u64>(step, mantissa, DIGITS);
  return numberEnd;
}
