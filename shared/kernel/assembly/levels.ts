import { NO_LEVEL } from "./windows";

// Level names of the fast path, in the order in which packed tallies have them. `LEVEL_NAMES` of the wrapper lists them by number; those before WARN are errors.

const ERROR: u32 = 0;
const FATAL: u32 = 1;
const CRITICAL: u32 = 2;
const WARN: u32 = 3;
const NOTICE: u32 = 4;
const INFO: u32 = 5;
const DEBUG: u32 = 6;
const TRACE: u32 = 7;

/** Whether a level, or its absence, makes a record an error. */
// @ts-ignore: decorator
@inline export function isErrorLevel(level: u32): u32 {
  return u32(level < WARN);
}

/** The number of the level name `[start, end)` in any case; {@link NO_LEVEL} when the fast path does not know it. */
export function findLevelName(start: usize, end: usize): u32 {
  const length = end - start;
  if (length < 4 || length > 8) return NO_LEVEL;
  const shift = <u64>(64 - (length << 3));
  const text = load<u64>(end - 8) >> shift;
  // Only letters are what they were when the bit of lower case is taken away and put back.
  const upper = text & (0xdfdfdfdfdfdfdfdf >> shift);
  const level = numberOf(upper);
  return level != NO_LEVEL && isLetters(text, length) ? level : NO_LEVEL;
}

function numberOf(name: u64): u32 {
  if (name == 0x4f464e49) return INFO;
  if (name == 0x4e524157) return WARN;
  if (name == 0x474e494e524157) return WARN; // WARNING
  if (name == 0x524f525245) return ERROR;
  if (name == 0x4755424544) return DEBUG;
  if (name == 0x4543415254) return TRACE;
  if (name == 0x454349544f4e) return NOTICE;
  if (name == 0x4c41544146) return FATAL;
  if (name == 0x4c41434954495243) return CRITICAL;
  return NO_LEVEL;
}

/** Whether every byte is a letter: without the bit of lower case others could look like one. */
function isLetters(text: u64, length: usize): bool {
  let rest = text;
  for (let i: usize = 0; i < length; i++, rest >>= 8) if ((<u32>(rest & 0xff) | 0x20) - 0x61 >= 26) return false;
  return true;
}

/** The level of a number as pino writes it, from 10 to 60 in tens; {@link NO_LEVEL} for any other. */
export function findLevelNumber(number: u64): u32 {
  if (number == 30) return INFO;
  if (number == 40) return WARN;
  if (number == 50) return ERROR;
  if (number == 20) return DEBUG;
  if (number == 10) return TRACE;
  return number == 60 ? FATAL : NO_LEVEL;
}
