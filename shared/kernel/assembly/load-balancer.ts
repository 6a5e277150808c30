import { findTargetEnd, readStatus } from "./access";
import { NOT_READ, readDecimalSeconds } from "./access-durations";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { HOST_MEMO, KEY_BYTES_MAX, POSITIONS } from "./layout";
import { firstQuotes, indexFirstQuotes } from "./quote-index";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { minute, readIsoTime, timeEnd, timestampMs } from "./time";
import { countSpaces, isAddressAndPort, indexSpaces, NOT_A_COUNT, readCount, spaceAt } from "./words";
import { MICROS_MAX, NO_LEVEL, NO_MICROS } from "./windows";

// Entries of load balancers:
// `[type ]time balancer client target seconds seconds seconds status target-status received sent "METHOD target HTTP/1.1" …`

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const MINUS: u32 = 0x2d;
/** Of a line with a type so many quotes are looked at: those of request, agent, trace and domain. */
const BALANCER_QUOTES: u32 = 8;
/** The words before the request, without a type. */
const WORDS: u32 = 11;

/** Whether a type of request and a space begin at `at`. */
// @ts-ignore: decorator
@inline export function beginsWithType(at: usize): bool {
  const word = load<u64>(at);
  const four = <u32>word;
  if (four == 0x70747468) return load<u8>(at, 4) == 0x20 || load<u16>(at, 4) == 0x2073; // http, https
  return (four & 0xffffff) == 0x203268 || (word & 0xffffffffffff) == 0x207363707267 || (four & 0xffffff) == 0x207377 || four == 0x20737377; // h2, grpcs, ws, wss
}

/** The processing time that is the word `[start, end)`: µs, or `NO_MICROS` for `-1`, or `NOT_READ`. */
// @ts-ignore: decorator
@inline function readPart(start: usize, end: usize): i32 {
  if (load<u8>(start) == MINUS) return end == start + 2 && load<u8>(start, 1) == 0x31 ? NO_MICROS : NOT_READ;
  return readDecimalSeconds(start, end);
}

/** Find the quotes of the line with a type at `start`, as many as are needed; returns its line feed, or `end` when there is none before. */
export function indexTypedLine(start: usize, end: usize): usize {
  return indexFirstQuotes(start, end, BALANCER_QUOTES);
}

/** Count the line with a type `[start, lineFeed)` whose quotes were found last; false, and nothing is counted, when it is unusual in any way. */
export function countTypedLine(start: usize, lineFeed: usize): bool {
  return firstQuotes >= 2 && countBalancerLine(start, POSITIONS, firstQuotes, lineFeed, true);
}

/** Count the line `[start, lineFeed)` whose quotes are the `quotes` positions at `index`; false, and nothing is counted, when it is unusual in any way. */
export function countBalancerLine(start: usize, index: usize, quotes: u32, lineFeed: usize, hasType: bool): bool {
  const request = <usize>load<u32>(index);
  const requestEnd = <usize>load<u32>(index, 4);
  const first = u32(hasType);
  if (indexSpaces(start, request) != WORDS + first || spaceAt(WORDS - 1 + first) != request - 1) return false;
  if (load<u8>(requestEnd - 1) == BACKSLASH) return false;

  const time = hasType ? spaceAt(0) + 1 : start;
  if (!readIsoTime(time) || timeEnd != spaceAt(first)) return false;
  if (!hasType) {
    // What makes a line with a time one of a Classic Load Balancer.
    if (!isAddressAndPort(spaceAt(1) + 1, spaceAt(2))) return false;
    const backend = spaceAt(2) + 1;
    if (!isAddressAndPort(backend, spaceAt(3)) && (spaceAt(3) != backend + 1 || load<u8>(backend) != MINUS)) return false;
  }
  const one = readPart(spaceAt(3 + first) + 1, spaceAt(4 + first));
  const two = readPart(spaceAt(4 + first) + 1, spaceAt(5 + first));
  const three = readPart(spaceAt(5 + first) + 1, spaceAt(6 + first));
  if (one == NOT_READ || two == NOT_READ || three == NOT_READ) return false;
  const sum = <i64>one + <i64>two + <i64>three;
  if (sum > <i64>MICROS_MAX) return false;
  const micros = (one | two | three) < 0 ? NO_MICROS : <i32>sum;

  const status = readStatus(spaceAt(6 + first) + 1);
  const sent = readCount(spaceAt(9 + first) + 1, spaceAt(10 + first));
  if (status == 0 || sent == NOT_A_COUNT) return false;

  const method = findMethod(request + 1);
  if (method == NO_METHOD) return false;
  const target = request + 2 + methodLength;
  const targetEnd = findTargetEnd(target, requestEnd);
  if (targetEnd == 0) return false;

  let host: usize = 0;
  let hostBytes: usize = 0;
  if (hasType && requestEnd + 1 < lineFeed) {
    if (quotes < BALANCER_QUOTES) return false;
    host = findDomain(index, requestEnd);
    if (host == 0) return false;
    hostBytes = <usize>load<u32>(index, 28) - host;
    if (hostBytes > KEY_BYTES_MAX) return false;
    if (hostBytes == 1 && load<u8>(host) == MINUS) hostBytes = 0;
  }
  findRoute(target, targetEnd);
  countRecord(start, lineFeed, minute, timestampMs, status, NO_LEVEL, sent < 0 ? 0 : <u64>sent, micros, method, routeLength, 0, 0, 0, host, hostBytes, HOST_MEMO);
  return true;
}

/** Where the sixth field behind the request begins, behind its quote: `"agent" cipher protocol group "trace" "domain"`. 0 when it is not so. */
function findDomain(index: usize, requestEnd: usize): usize {
  const agent = <usize>load<u32>(index, 8);
  const agentEnd = <usize>load<u32>(index, 12);
  const trace = <usize>load<u32>(index, 16);
  const traceEnd = <usize>load<u32>(index, 20);
  const domain = <usize>load<u32>(index, 24);
  const domainEnd = <usize>load<u32>(index, 28);
  if (agent != requestEnd + 2 || load<u8>(requestEnd, 1) != 0x20 || domain != traceEnd + 2 || load<u8>(traceEnd, 1) != 0x20) return 0;
  if (load<u8>(agentEnd - 1) == BACKSLASH || load<u8>(traceEnd - 1) == BACKSLASH || load<u8>(domainEnd - 1) == BACKSLASH) return 0;
  // Three words between, and the spaces around them.
  if (load<u8>(agentEnd, 1) != SPACE || load<u8>(trace - 1) != SPACE || countSpaces(agentEnd + 1, trace) != 4) return 0;
  return load<u8>(domain) == QUOTE ? domain + 1 : 0;
}
