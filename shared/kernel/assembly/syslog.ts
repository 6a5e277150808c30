import { countAccessMessage } from "./access";
import { findAccessTime } from "./access-time";
import { monthOf } from "./calendar";
import { BLOCK_BYTES, HOST_MEMO, POSITIONS, SERVICE_MEMO } from "./layout";
import { beginsWithFields, mayBeginWithTime } from "./message";
import { NO_METHOD } from "./methods";
import { countFieldsMessage } from "./fields-message";
import { indexQuotes } from "./quote-index";
import { countRecord } from "./record";
import { headerLevel, headerMinute, headerMs, host, hostBytes, messageStart, readSyslogHeader, service, serviceBytes } from "./syslog-header";
import { closingBrackets } from "./vectors";
import { mayTell } from "./undated";
import { NO_LEVEL, NO_MICROS } from "./windows";
import { findSpace, skipSpaces } from "./words";

// Lines of syslog, as RFC 3164 and RFC 5424 have them. A message may be an access line, which counts too.

const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const SLASH: u32 = 0x2f;
const LESS: u32 = 0x3c;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;

/** Whether the line at `start` begins with the mark of a priority, or with a month and a space. */
// @ts-ignore: decorator
@inline export function beginsAsSyslog(start: usize): bool {
  if (load<u8>(start) == LESS) return true;
  return load<u8>(start, 3) == SPACE && monthOf((load<u32>(start) & 0xffffff) | 0x202020) != 0;
}

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
export function countSyslogLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  if (!readSyslogHeader(start, end)) return false;
  const message = skipSpaces(messageStart, end);
  if (beginsWithFields(message, end)) return countFieldsMessage(message, lineFeed, start);
  if (mayHoldMore(message, end) || mayBeginWithTime(message, end)) return false;
  const time = findAccessTime(messageStart, end);
  if (time != 0) {
    // Structured data have brackets of their own.
    if (load<u8>(message) == BRACKET_OPEN || lineFeed - message > BLOCK_BYTES) return false;
    if (hasRequest(time, end)) {
      const quotes = <u32>((indexQuotes(message, lineFeed) - POSITIONS) >> 2);
      if (quotes < 2 || (quotes & 1) != 0) return false;
      return countAccessMessage(message, POSITIONS, quotes, lineFeed, start);
    }
  }
  // Where no priority tells the level, the message may.
  if (headerLevel == NO_LEVEL && mayTell(message, end)) return false;
  countRecord(start, lineFeed, headerMinute, headerMs, 0, headerLevel, 0, NO_MICROS, NO_METHOD, 0, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  return true;
}

/** Whether the word behind the one at `from` holds a slash, as a backend of HAProxy and its server do. */
function isProxied(from: usize, end: usize): bool {
  const backend = skipSpaces(findSpace(from, end), end);
  for (let at = backend; at < end && load<u8>(at) != SPACE; at++) if (load<u8>(at) == SLASH) return true;
  return false;
}

/** Whether the message at `start` may begin with fields or a time where brackets, which may be structured data, end. */
function mayHoldMore(start: usize, end: usize): bool {
  if (load<u8>(start) != BRACKET_OPEN) return false;
  for (let at = start; at < end; at++) {
    if (load<u8>(at) != BRACKET_CLOSE) continue;
    const text = skipSpaces(at + 1, end);
    if (beginsWithFields(text, end) || mayBeginWithTime(text, end)) return true;
  }
  return false;
}

/** Whether there is a quote in `[from, end)`. */
function holdsQuote(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) if (load<u8>(at) == QUOTE) return true;
  return false;
}

/** Whether a request, a level or a method, or what HAProxy writes, may stand behind the time in brackets at `bracket`: else there is no access line, whatever the time. */
function hasRequest(bracket: usize, end: usize): bool {
  const found = i8x16.bitmask(i8x16.eq(v128.load(bracket, 16), closingBrackets())) | (i8x16.bitmask(i8x16.eq(v128.load(bracket, 32), closingBrackets())) << 16);
  if (found == 0) return true;
  const close = bracket + 16 + <usize>ctz(found);
  if (close >= end) return true;
  const request = skipSpaces(close + 1, end);
  if (request == close + 1 || request == end) return false;
  const byte = <u32>load<u8>(request);
  return byte - 0x41 < 26 || holdsQuote(request, end) || isProxied(request, end);
}
