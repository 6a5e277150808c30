// The kernel: it takes whole lines of text in its own memory and counts what they say. Whatever is unusual goes back to JavaScript, line by line.

import { countAccessLine } from "./access";
import { slowLine } from "./host";
import { forgetKeys } from "./keys";
import { indexJson } from "./json-index";
import { countJsonLine } from "./json-line";
import { BLOCK_BYTES, ESCAPED, FAULTS, LINE_ENDS } from "./layout";
import { beginsWithType, countBalancerLine } from "./load-balancer";
import { forgetMinute } from "./minute-cache";
import { indexQuotes } from "./quote-index";
import { POSITIONS } from "./layout";
import { addFastLines, clearState, ENABLED_ACCESS, ENABLED_ALB, ENABLED_ELB, ENABLED_JSON, ENABLED_S3, isEnabled, lineBytesMax } from "./state";
import { beginsWithOwner, countS3Line } from "./s3-access";
import { forgetTotal } from "./pack";
import { fillVectors, lineFeeds } from "./vectors";
import { forgetWindows } from "./windows";

export { packWindow } from "./pack";
export {
  INPUT,
  JSON_CANDIDATES,
  JSON_CANDIDATES_MAX,
  JSON_CONTAINERS_MAX,
  JSON_KEYS_MAX,
  JSON_KEY_CONTAINERS,
  JSON_KEY_ENTRY_BYTES,
  JSON_KEY_PLACES,
  JSON_KEY_TABLE,
  JSON_KEY_TEXTS,
  JSON_KEY_TEXT_BYTES,
  JSON_KEY_WANTS,
  JSON_SHAPES,
  JSON_SHAPES_MAX,
  JSON_SHAPE_BYTES,
  JSON_SHIFTS,
  KEY_BYTES_MAX,
  KEY_LATENCY,
  KEY_ROWS,
  KEY_ROW_BYTES,
  KEY_TEXTS,
  LEVEL_CODES,
  METHODS,
  PACKED,
  STATE,
  TOTAL_ROW,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";

const LINE_FEED: u32 = 0x0a;
const OPENING: u32 = 0x7b;
/** Blocks grow from the first size to the last: after a line of another kind little was indexed in vain. */
const FIRST_BLOCK_BYTES: usize = 2048;

/** Forget what was counted. The rows of windows and keys must be cleared already. */
export function clear(): void {
  fillVectors();
  forgetWindows();
  forgetTotal();
  forgetKeys();
  forgetMinute();
  clearState();
}

/** Take all whole lines of `[from, end)`; returns where the first line begins that does not end there. */
export function parse(from: usize, end: usize): usize {
  let lineStart = from;
  let blockBytes = FIRST_BLOCK_BYTES;
  while (lineStart < end) {
    const blockEnd = min(lineStart + blockBytes, end);
    const next = parseBlock(lineStart, blockEnd);
    if (next == lineStart) {
      if (blockEnd == end) break;
      if (blockEnd - lineStart == BLOCK_BYTES) {
        const lineEnd = findLineFeed(blockEnd, end);
        if (lineEnd == end) break;
        slowLine(lineStart, lineEnd);
        lineStart = lineEnd + 1;
        continue;
      }
    }
    // After a line of another kind came first, the next block is small again.
    const isCut = next != lineStart && next < end && isEnabled(ENABLED_JSON) && (load<u8>(next) == OPENING) != (load<u8>(lineStart) == OPENING);
    lineStart = next;
    blockBytes = isCut ? FIRST_BLOCK_BYTES : min(blockBytes * 4, BLOCK_BYTES);
  }
  return lineStart;
}

/** The first line feed in `[from, end)`, or `end`. */
function findLineFeed(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), lineFeeds()));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

/** Take the whole lines of one block, up to the first one of another kind than the first. */
function parseBlock(from: usize, end: usize): usize {
  return isEnabled(ENABLED_JSON) && load<u8>(from) == OPENING ? parseJsonBlock(from, end) : parseQuotedBlock(from, end);
}

function parseJsonBlock(from: usize, end: usize): usize {
  indexJson(from, end);
  let lineStart = from;
  let at = POSITIONS;
  let lineEnd = LINE_ENDS;
  let fault = FAULTS;
  let escape = ESCAPED;
  let fastLines: u32 = 0;
  // A line of another kind ends the block, unless nothing was done yet.
  while (load<u8>(lineStart) == OPENING) {
    const last = <usize>load<u32>(lineEnd);
    if (last == 0) break;
    lineEnd += 4;
    const lineFeed = <usize>load<u32>(last);
    let isPlain = true;
    while (<usize>load<u32>(fault) <= lineFeed) {
      isPlain = false;
      fault += 4;
    }
    let hasEscapes = false;
    while (<usize>load<u32>(escape) <= lineFeed) {
      if (!isEscape(<usize>load<u32>(escape))) isPlain = false;
      hasEscapes = true;
      escape += 4;
    }
    if (isPlain && lineFeed - lineStart <= lineBytesMax() && countJsonLine(lineStart, at, last, lineFeed, hasEscapes)) fastLines++;
    else slowLine(lineStart, lineFeed);
    lineStart = lineFeed + 1;
    at = last + 4;
  }
  addFastLines(fastLines);
  return lineStart;
}

/** Whether a backslash may stand before the byte at `at`. */
function isEscape(at: usize): bool {
  const byte = <u32>load<u8>(at);
  if (byte == 0x75) {
    for (let i: usize = 1; i <= 4; i++) {
      const digit = <u32>load<u8>(at + i);
      if (digit - 0x30 >= 10 && (digit | 0x20) - 0x61 >= 6) return false;
    }
    return true;
  }
  // " \\ / b f n r t
  return byte == 0x22 || byte == 0x5c || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}

function parseQuotedBlock(from: usize, end: usize): usize {
  const indexEnd = indexQuotes(from, end);
  const isAccess = isEnabled(ENABLED_ACCESS);
  let lineStart = from;
  let at = POSITIONS;
  let fastLines: u32 = 0;
  let quotes: u32 = 6;
  let isJson = isEnabled(ENABLED_JSON);
  while (true) {
    if (isJson && lineStart < end && load<u8>(lineStart) == OPENING) break;
    // Most lines have as many quotes as the one before.
    let feedAt = at + (<usize>quotes << 2);
    if (feedAt >= indexEnd || load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED || !isAccess || !countAccessLine(lineStart, at, quotes, <usize>load<u32>(feedAt))) {
      feedAt = at;
      while (feedAt < indexEnd && load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED) feedAt += 4;
      if (feedAt >= indexEnd) break;
      const count = <u32>((feedAt - at) >> 2);
      const lineFeed = <usize>load<u32>(feedAt);
      if (isAccess && count != quotes && count >= 2 && (count & 1) == 0 && countAccessLine(lineStart, at, count, lineFeed)) {
        quotes = count;
        fastLines++;
      } else if (countOtherLine(lineStart, at, count, lineFeed)) fastLines++;
      else {
        slowLine(lineStart, lineFeed);
        // The first JSON line allows the others.
        isJson = isEnabled(ENABLED_JSON);
      }
    } else fastLines++;
    lineStart = <usize>load<u32>(feedAt) + 1;
    at = feedAt + 4;
  }
  addFastLines(fastLines);
  return lineStart;
}

/** Count a line of a load balancer or of S3; false when it is none, or unusual. */
function countOtherLine(start: usize, index: usize, quotes: u32, lineFeed: usize): bool {
  if (quotes < 2 || lineFeed - start > lineBytesMax()) return false;
  if (beginsWithType(start)) return isEnabled(ENABLED_ALB) && countBalancerLine(start, index, quotes, lineFeed, true);
  if (load<u8>(start, 4) == 0x2d) return isEnabled(ENABLED_ELB) && load<u8>(start, 10) == 0x54 && countBalancerLine(start, index, quotes, lineFeed, false);
  return isEnabled(ENABLED_S3) && quotes == 6 && beginsWithOwner(start, lineFeed) && countS3Line(start, index, lineFeed);
}
