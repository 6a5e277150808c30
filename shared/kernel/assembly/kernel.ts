// The kernel: it takes whole lines of text in its own memory and counts what they say. Whatever is unusual goes back to JavaScript, line by line.

import { countAccessLine } from "./access";
import { slowLine } from "./host";
import { forgetKeys } from "./keys";
import { BLOCK_BYTES } from "./layout";
import { forgetMinute } from "./minute-cache";
import { indexQuotes } from "./quote-index";
import { POSITIONS } from "./layout";
import { addFastLines, clearState, ENABLED_ACCESS, isEnabled } from "./state";
import { forgetWindows } from "./windows";

export {
  INPUT,
  KEY_BYTES_MAX,
  KEY_LATENCY,
  KEY_ROWS,
  KEY_ROW_BYTES,
  KEY_TEXTS,
  LATENCY_BUCKETS,
  LEVEL_SLOTS,
  METHODS,
  METHOD_SLOTS,
  STATE,
  STATUS_CODES,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";

const LINE_FEED: u32 = 0x0a;
/** Blocks grow from the first size to the last: after a line of another kind little was indexed in vain. */
const FIRST_BLOCK_BYTES: usize = 2048;

/** Forget what was counted. The rows of windows and keys must be cleared already. */
export function clear(): void {
  forgetWindows();
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
      if (blockBytes == BLOCK_BYTES) {
        const lineEnd = findLineFeed(blockEnd, end);
        if (lineEnd == end) break;
        slowLine(lineStart, lineEnd);
        lineStart = lineEnd + 1;
        continue;
      }
    }
    lineStart = next;
    blockBytes = min(blockBytes * 4, BLOCK_BYTES);
  }
  return lineStart;
}

/** The first line feed in `[from, end)`, or `end`. */
function findLineFeed(from: usize, end: usize): usize {
  const lineFeeds = i8x16.splat(<i8>LINE_FEED);
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), lineFeeds));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

/** Take the whole lines of one block. */
function parseBlock(from: usize, end: usize): usize {
  const indexEnd = indexQuotes(from, end);
  const isAccess = isEnabled(ENABLED_ACCESS);
  let lineStart = from;
  let at = POSITIONS;
  let fastLines: u32 = 0;
  let quotes: u32 = 6;
  for (;;) {
    // Most lines have as many quotes as the one before.
    let feedAt = at + (<usize>quotes << 2);
    if (feedAt >= indexEnd || load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED || !isAccess || !countAccessLine(lineStart, at, quotes, <usize>load<u32>(feedAt))) {
      feedAt = at;
      while (feedAt < indexEnd && load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED) feedAt += 4;
      if (feedAt >= indexEnd) break;
      const count = <u32>((feedAt - at) >> 2);
      const lineFeed = <usize>load<u32>(feedAt);
      const isCandidate = isAccess && count != quotes && count >= 2 && (count & 1) == 0;
      if (isCandidate && countAccessLine(lineStart, at, count, lineFeed)) {
        quotes = count;
        fastLines++;
      } else slowLine(lineStart, lineFeed);
    } else fastLines++;
    lineStart = <usize>load<u32>(feedAt) + 1;
    at = feedAt + 4;
  }
  addFastLines(fastLines);
  return lineStart;
}
