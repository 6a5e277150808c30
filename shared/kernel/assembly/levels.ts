import { NO_LEVEL } from "./windows";

// The known level names, in the order in which packed tallies have them. `LEVEL_NAMES` of the wrapper lists them by number; those before WARN are errors.

export const ERROR: u32 = 0;
const ERR: u32 = 1;
export const FATAL: u32 = 2;
const CRIT: u32 = 3;
const CRITICAL: u32 = 4;
const ALERT: u32 = 5;
const EMERG: u32 = 6;
const EMERGENCY: u32 = 7;
const PANIC: u32 = 8;
const SEVERE: u32 = 9;
export const WARN: u32 = 10;
const NOTICE: u32 = 11;
export const INFO: u32 = 12;
const INFORMATION: u32 = 13;
const DEBUG: u32 = 14;
const VERBOSE: u32 = 15;
const TRACE: u32 = 16;

const NAME_BYTES_MIN: usize = 3;
const NAME_BYTES_MAX: usize = 11;
/** Takes the bit of lower case from letters. What is a name without it was made of letters. */
const UPPER_CASE: u64 = 0xdfdfdfdfdfdfdfdf;
const LOWER_CASE_BITS: u64 = 0x2020202020202020;

/** Whether a level, or its absence, makes a record an error. */
// @ts-ignore: decorator
@inline export function isErrorLevel(level: u32): u32 {
  return u32(level < WARN);
}

/** The number of the level name `[start, end)` in any case; {@link NO_LEVEL} when it is none. */
export function findLevelName(start: usize, end: usize): u32 {
  const length = end - start;
  if (length - NAME_BYTES_MIN > NAME_BYTES_MAX - NAME_BYTES_MIN) return NO_LEVEL;
  if (length > 8) return findLongName(start, length);
  const shift = <u64>(64 - (length << 3));
  const name = load<u64>(end - 8) & UPPER_CASE;
  // A last byte that is nothing without that bit would make a shorter name of it.
  return name >> 56 == 0 ? NO_LEVEL : numberOf(name >> shift);
}

/** The same of a name in upper case. */
export function findUpperCaseName(start: usize, end: usize): u32 {
  const level = findLevelName(start, end);
  if (level == NO_LEVEL) return NO_LEVEL;
  // A name has at least three bytes and at most eleven: these are all of them, and some before it are not looked at.
  const length = end - start;
  const lowerCase = length <= 8 ? load<u64>(end - 8) >> <u64>(64 - (length << 3)) : load<u64>(start) | load<u64>(end - 8);
  return (lowerCase & LOWER_CASE_BITS) == 0 ? level : NO_LEVEL;
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
  if (name == 0x525245) return ERR;
  if (name == 0x54495243) return CRIT;
  if (name == 0x5452454c41) return ALERT;
  if (name == 0x4752454d45) return EMERG;
  if (name == 0x43494e4150) return PANIC;
  if (name == 0x455245564553) return SEVERE;
  if (name == 0x45534f42524556) return VERBOSE;
  return numberOfOtherName(name);
}

/** Of a name for which another is counted. */
function numberOfOtherName(name: u64): u32 {
  if (name == 0x464e49) return INFO; // INF
  if (name == 0x4e5257) return WARN; // WRN
  if (name == 0x474244) return DEBUG; // DBG
  if (name == 0x435254) return TRACE; // TRC
  if (name == 0x425256) return VERBOSE; // VRB
  if (i32(name == 0x4c5446) | i32(name == 0x41544146)) return FATAL; // FTL, FATA
  if (i32(name == 0x47554244) | i32(name == 0x47424544) | i32(name == 0x55424544)) return DEBUG; // DBUG, DEBG, DEBU
  if (i32(name == 0x524f5245) | i32(name == 0x4f525245)) return ERROR; // EROR, ERRO
  return i32(name == 0x434e50) | i32(name == 0x43494e415044) ? PANIC : NO_LEVEL; // PNC, DPANIC
}

function findLongName(start: usize, length: usize): u32 {
  const first = load<u64>(start) & UPPER_CASE;
  const last = load<u64>(start + length - 8) & UPPER_CASE;
  if (length == 9) return i32(first == 0x434e454752454d45) & i32(last == 0x59434e454752454d) ? EMERGENCY : NO_LEVEL;
  return i32(length == 11) & i32(first == 0x54414d524f464e49) & i32(last == 0x4e4f4954414d524f) ? INFORMATION : NO_LEVEL;
}

/** The level of a number: from 10 to 60 in tens as pino writes it, below 8 the severity of syslog; {@link NO_LEVEL} for any other. */
export function findLevelNumber(number: u64): u32 {
  if (number == 30) return INFO;
  if (number == 40) return WARN;
  if (number == 50) return ERROR;
  if (number == 20) return DEBUG;
  if (number == 10) return TRACE;
  if (number == 60) return FATAL;
  return number < 8 ? severityLevel(<u32>number) : NO_LEVEL;
}

/** The level of a severity of syslog, 0 to 7. */
export function severityLevel(severity: u32): u32 {
  switch (severity) {
    case 0:
      return EMERG;
    case 1:
      return ALERT;
    case 2:
      return CRIT;
    case 3:
      return ERROR;
    case 4:
      return WARN;
    case 5:
      return NOTICE;
    case 6:
      return INFO;
    default:
      return DEBUG;
  }
}
