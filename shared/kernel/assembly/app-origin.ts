import { KEY_BYTES_MAX } from "./layout";

// Host and program behind an ISO time, as rsyslog writes them to files: `host program[pid]: message`.

const PLUS: u32 = 0x2b;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const UPPER_T: u32 = 0x54;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;
const UNDERSCORE: u32 = 0x5f;
/** `YYYY-MM-DDTHH:MM:SS.ffffff±HH:MM` */
export const FILE_TIME_BYTES: usize = 32;

/** What {@link findOrigin} found last. */
export let originHostBytes: usize = 0;
export let originServiceBytes: usize = 0;

/**
 * Whether the word `[host, hostEnd)` is a host and `[program, programEnd)` a program with a colon behind it, in a line with the time
 * `[start, timeEnd)`; neither is a level.
 */
export function findOrigin(start: usize, timeEnd: usize, host: usize, hostEnd: usize, program: usize, programEnd: usize): bool {
  originHostBytes = 0;
  originServiceBytes = 0;
  if (load<u8>(start, 10) != UPPER_T || programEnd - program < 2 || load<u8>(programEnd - 1) != COLON) return false;
  for (let at = host; at < hostEnd; at++) {
    const byte = <u32>load<u8>(at);
    if ((byte | 0x20) - 0x61 >= 26 && byte - 0x30 >= 10 && byte != POINT && byte != MINUS && byte != UNDERSCORE && byte != COLON) return false;
  }
  if (load<u8>(hostEnd - 1) == COLON) return false;
  let nameEnd = program;
  while (load<u8>(nameEnd) != COLON && load<u8>(nameEnd) != BRACKET_OPEN) nameEnd++;
  if (nameEnd == program) return false;
  if (load<u8>(nameEnd) == BRACKET_OPEN) {
    let at = nameEnd + 1;
    while (<u32>load<u8>(at) - 0x30 < 10) at++;
    if (at == nameEnd + 1 || at + 2 != programEnd || load<u8>(at) != BRACKET_CLOSE) return false;
  } else if (nameEnd + 1 != programEnd || timeEnd - start != FILE_TIME_BYTES || (load<u8>(start, 26) != PLUS && load<u8>(start, 26) != MINUS)) return false;
  originHostBytes = nameBytes(host, hostEnd);
  originServiceBytes = nameBytes(program, nameEnd);
  return true;
}

/** The length of a name: 0 when it is absent. */
// @ts-ignore: decorator
@inline function nameBytes(start: usize, end: usize): usize {
  return end == start + 1 && load<u8>(start) == MINUS ? 0 : end - start;
}

/** Whether a name that was found is too long to be kept whole. */
// @ts-ignore: decorator
@inline export function isOriginTooLong(): bool {
  return originHostBytes > KEY_BYTES_MAX || originServiceBytes > KEY_BYTES_MAX;
}
