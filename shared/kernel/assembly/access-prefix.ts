import { brackets, equals, spaces } from "./vectors";
import { beginsTrace } from "./words";

// What stands before the time in an access log: client, identity, user.

const SPACE: u32 = 0x20;
const MINUS: u32 = 0x2d;
/** ` - -`, and the space behind it: neither an identity nor a user. */
const NOBODY: u32 = 0x2d202d20;
const NOBODY_BYTES: usize = 5;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const BRACKET: u32 = 0x5b;
const EQUALS: u32 = 0x3d;
/** The words of a prefix that names a host. */
const HOST_WORDS: u32 = 4;
/** The longest prefix that is looked at. */
const PREFIX_BYTES_MAX: usize = 64;

/**
 * Whether the words `[start, end)`, which end with a space, are at most three, and cannot be taken for a time or for the beginning of another format.
 * Lines that begin with a digit are addresses unless they begin with a year or a day and what stands behind it in a date.
 */
// @ts-ignore: decorator
@inline export function isPlainPrefix(start: usize, end: usize): bool {
  const length = end - start;
  // Nearly all clients have up to 15 bytes and no name.
  const client = length - NOBODY_BYTES;
  if (load<u32>(end - 5) == NOBODY && client - 7 < 9 && <u32>load<u8>(start) - 0x30 < 10 && !beginsAsDate(start)) {
    const text = v128.load(start);
    const bad = <u32>i8x16.bitmask(v128.or(v128.or(i8x16.eq(text, brackets()), i8x16.eq(text, equals())), i8x16.eq(text, spaces())));
    if (<usize>ctz(bad) == client) return true;
  }
  return isPlainLongPrefix(start, length);
}

/** Whether the line at `start` may begin with a date: `-` or `/` behind a year, or `-` behind a day. */
// @ts-ignore: decorator
@inline function beginsAsDate(start: usize): bool {
  return (i32((<u32>load<u8>(start, 4) & 0xfd) == MINUS) | i32(load<u8>(start, 2) == MINUS)) as bool;
}

function isPlainLongPrefix(start: usize, length: usize): bool {
  if (length > PREFIX_BYTES_MAX) return false;
  // Most prefixes end in the first 32 bytes: these are looked at without a question.
  const first16 = v128.load(start);
  const second16 = v128.load(start + 16);
  let space = <u64>(<u32>i8x16.bitmask(i8x16.eq(first16, spaces()))) | (<u64>(<u32>i8x16.bitmask(i8x16.eq(second16, spaces()))) << 16);
  let bad =
    <u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(first16, brackets()), i8x16.eq(first16, equals())))) |
    (<u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(second16, brackets()), i8x16.eq(second16, equals())))) << 16);
  for (let base: usize = 32; base < length; base += 16) {
    const text = v128.load(start + base);
    space |= <u64>(<u32>i8x16.bitmask(i8x16.eq(text, spaces()))) << <u64>base;
    bad |= <u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(text, brackets()), i8x16.eq(text, equals())))) << <u64>base;
  }
  const unwanted = <u64>(64 - length);
  if ((bad << unwanted) != 0 || popcnt(space << unwanted) > 3) return false;
  const first = <u32>load<u8>(start);
  if (first - 0x30 < 10) return !beginsAsDate(start) && !(load<u8>(start, 4) == POINT && load<u8>(start, 7) == POINT && load<u8>(start, 13) == COLON);
  return isPlainWord(start);
}

/** Whether the first word, which begins with no digit, is an IPv6 address or a host name with a point in it, and no trace of a stack begins with it. */
function isPlainWord(start: usize): bool {
  if (beginsTrace(start)) return false;
  let hasMark = false;
  let at = start;
  while (true) {
    const byte = <u32>load<u8>(at++);
    // A colon at the end may stand behind a level in front of a time.
    if (byte == SPACE) return hasMark && load<u8>(at - 2) != COLON;
    if (byte == POINT || byte == COLON) hasMark = true;
    else if ((byte | 0x20) - 0x61 >= 26 && byte - 0x30 >= 10 && byte != MINUS) return false;
  }
}

/**
 * The length of the host that the words `[start, end)` name, which end with a space: `name:port client ident user`, or `na.me client ident user` with a client
 * that begins with a digit. 0 when they do not, or in an unusual way.
 */
export function findVirtualHost(start: usize, end: usize): usize {
  if (end - start > PREFIX_BYTES_MAX || (<u32>load<u8>(start) | 0x20) - 0x61 >= 26 || beginsTrace(start)) return 0;
  let at = start;
  let hasPoint = false;
  for (let byte = <u32>load<u8>(at); isHostByte(byte); byte = <u32>load<u8>(++at)) if (byte == POINT) hasPoint = true;
  const hostBytes = at - start;
  if (load<u8>(at) == COLON) {
    const port = ++at;
    while (<u32>load<u8>(at) - 0x30 < 10) at++;
    if (at == port || load<u8>(at) != SPACE) return 0;
  } else if (load<u8>(at) != SPACE || !hasPoint || <u32>load<u8>(at, 1) - 0x30 >= 10) return 0;
  let words: u32 = 1;
  for (let last = SPACE; ++at < end;) {
    const byte = <u32>load<u8>(at);
    if (byte == BRACKET || byte == EQUALS || (byte == SPACE && last == SPACE)) return 0;
    words += u32(byte == SPACE);
    last = byte;
  }
  return words == HOST_WORDS ? hostBytes : 0;
}

/** Letters, digits, `.` and `-`. */
// @ts-ignore: decorator
@inline function isHostByte(byte: u32): bool {
  return ((byte | 0x20) - 0x61 < 26 || byte - 0x30 < 10 || byte == MINUS || byte == POINT) as bool;
}
