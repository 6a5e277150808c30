import { readSeconds } from "./calendar";
import { findTargetEnd, readStatus } from "./access";
import { HOST_MEMO, KEY_BYTES_MAX } from "./layout";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { clfMinute, loadMinute } from "./minute-cache";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { indexSpaces, NOT_A_COUNT, readCount, spaceAt } from "./words";
import { MICROS_MAX, NO_LEVEL, NO_MICROS } from "./windows";

// Entries of S3's server access log:
// `owner bucket [dd/Mon/yyyy:HH:MM:SS ±HHMM] address requester request-id operation key "METHOD target HTTP/1.1" status error bytes size total turn-around
// "referer" "agent" version host-id signature cipher authentication host …`

const BACKSLASH: u32 = 0x5c;
const MINUS: u32 = 0x2d;
/** A canonical user id: so many hexadecimal digits. */
const OWNER_BYTES: usize = 64;
/** `dd/Mon/yyyy:HH:MM:SS ±HHMM] ` */
const TIME_BYTES: usize = 28;

/** Whether an owner and a space begin at `start`: no other format has such a first word. Other owners are for the slow path. */
// @ts-ignore: decorator
@inline export function beginsWithOwner(start: usize, lineFeed: usize): bool {
  return lineFeed - start > OWNER_BYTES && load<u8>(start + OWNER_BYTES) == 0x20 && isHex(start);
}

function isHex(start: usize): bool {
  let all = i8x16.splat(-1);
  for (let at: usize = 0; at < OWNER_BYTES; at += 16) {
    const text = v128.load(start + at);
    const letters = i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x61)), i8x16.splat(6));
    all = v128.and(all, v128.or(letters, i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x30)), i8x16.splat(10))));
  }
  return i8x16.all_true(all);
}

/** Whether the word `[start, end)` is `-`, or holds a point or a colon and begins with no quote. */
function isAddress(start: usize, end: usize): bool {
  if (end == start + 1) return load<u8>(start) == MINUS;
  if (load<u8>(start) == 0x22) return false;
  for (let at = start; at < end; at++) if (load<u8>(at) == 0x2e || load<u8>(at) == 0x3a) return true;
  return false;
}

/** Count the line `[start, lineFeed)` whose six quotes are at `index`; false, and nothing is counted, when it is unusual in any way. */
export function countS3Line(start: usize, index: usize, lineFeed: usize): bool {
  const request = <usize>load<u32>(index);
  const requestEnd = <usize>load<u32>(index, 4);
  const referer = <usize>load<u32>(index, 8);
  const refererEnd = <usize>load<u32>(index, 12);
  const agent = <usize>load<u32>(index, 16);
  const agentEnd = <usize>load<u32>(index, 20);
  if (load<u8>(requestEnd - 1) == BACKSLASH) return false;
  if (agent != refererEnd + 2 || load<u8>(refererEnd, 1) != 0x20) return false;

  // Owner, bucket, the time in two parts, address, requester, request id, operation and key.
  if (indexSpaces(start, request) != 9 || spaceAt(8) != request - 1) return false;
  const time = spaceAt(1) + 2;
  if (load<u8>(spaceAt(0), 1) == 0x5b || load<u8>(time - 1) != 0x5b || spaceAt(3) != time + TIME_BYTES - 1) return false;
  if (!isAddress(spaceAt(3) + 1, spaceAt(4))) return false;
  const seconds = readSeconds(time + 18);

  // Status, error, bytes, size, total time and turn-around.
  if (indexSpaces(requestEnd + 1, referer) != 7 || spaceAt(0) != requestEnd + 1 || spaceAt(6) != referer - 1) return false;
  const status = readStatus(requestEnd + 2);
  const bytes = readCount(spaceAt(2) + 1, spaceAt(3));
  const total = readCount(spaceAt(4) + 1, spaceAt(5));
  if (status == 0 || bytes == NOT_A_COUNT || total == NOT_A_COUNT || total * 1000 > <i64>MICROS_MAX) return false;

  const method = findMethod(request + 1);
  if (method == NO_METHOD) return false;
  const target = request + 2 + methodLength;
  const targetEnd = findTargetEnd(target, requestEnd);
  if (targetEnd == 0) return false;

  // Version, host id, signature, cipher, authentication, and the host, which may be the last one.
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == 0x0d);
  const spaces = indexSpaces(agentEnd + 1, end);
  if (spaces < 6 || spaceAt(0) != agentEnd + 1) return false;
  const host = spaceAt(5) + 1;
  let hostBytes = (spaces == 6 ? end : spaceAt(6)) - host;
  if (hostBytes == 0 || hostBytes > KEY_BYTES_MAX) return false;
  if (hostBytes == 1 && load<u8>(host) == MINUS) hostBytes = 0;

  if (seconds < 0 || !loadMinute(time)) return false;
  findRoute(target, targetEnd);
  const timestampMs = <i64>clfMinute * 60000 + <i64>(seconds * 1000);
  const micros = total < 0 ? NO_MICROS : <i32>(total * 1000);
  countRecord(start, lineFeed, clfMinute, timestampMs, status, NO_LEVEL, bytes < 0 ? 0 : <u64>bytes, micros, method, routeLength, 0, 0, 0, host, hostBytes, HOST_MEMO);
  return true;
}
