// The kernel: it takes whole lines of text in its own memory and counts what they say. Whatever is unusual goes back to JavaScript, line by line.

import { countAccessLine } from "./access";
import { countUnquotedLine } from "./access-unquoted";
import { slowLine } from "./host";
import { forgetCounters } from "./counters";
import { forgetKeys } from "./keys";
import { parseJsonLines } from "./json-lines";
import { BLOCK_BYTES, POSITIONS } from "./layout";
import { JSON, kindOf, QUOTED } from "./line-kinds";
import { countBalancerLine } from "./load-balancer";
import { parseLoneLines } from "./lone-lines";
import { forgetMinute } from "./minute-cache";
import { findLineFeed, indexQuotes } from "./quote-index";
import { addFastLines, clearState, ENABLED_ACCESS, ENABLED_ELB, ENABLED_S3, isEnabled, lineBytesMax } from "./state";
import { beginsWithOwner, countS3Line } from "./s3-access";
import { forgetTotal } from "./pack";
import { countRefusedLine } from "./refused";
import { fillVectors } from "./vectors";
import { forgetWindows } from "./windows";

export { packWindow } from "./pack";
export {
  CHUNK_COUNTERS,
  INPUT,
  JSON_CANDIDATE_WANTS,
  JSON_CANDIDATES,
  JSON_CANDIDATES_MAX,
  JSON_CONTAINERS_MAX,
  JSON_KEYS_MAX,
  JSON_KEY_CONTAINERS,
  JSON_KEY_ENTRY_BYTES,
  JSON_KEY_PLACES,
  JSON_WANTED_DEPTH_MAX,
  JSON_KEY_TABLE,
  JSON_KEY_TEXTS,
  JSON_KEY_TEXT_BYTES,
  JSON_SHAPES,
  JSON_SHAPES_HEAD_BYTES,
  JSON_SHIFTS,
  KEY_BYTES_MAX,
  KEY_LATENCY,
  KEY_ROWS,
  KEY_ROW_BYTES,
  KEY_TEXTS,
  LATENCY_CHUNKS,
  LEVEL_CODES,
  LOGFMT_MEMOS,
  LOGFMT_MEMOS_BYTES,
  METHODS,
  PACKED,
  PACKED_END,
  STATE,
  STATUS_CHUNKS,
  TALLY_BYTES_MAX,
  TOTAL_ROW,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";

const LINE_FEED: u32 = 0x0a;
const MINUS: u32 = 0x2d;
/** Blocks grow from the first size to the last. After lines of another kind the next ones may be few: little was indexed in vain then. */
const FIRST_BLOCK_BYTES: usize = 2048;
const SMALL_BLOCK_BYTES: usize = 256;

/** Forget what was counted. */
export function clear(): void {
  fillVectors();
  forgetCounters();
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
    const kind = kindOf(lineStart);
    if (kind != QUOTED) {
      const next = kind == JSON ? parseJsonLines(lineStart, end) : parseLoneLines(kind, lineStart, end);
      if (next == lineStart) break;
      lineStart = next;
      blockBytes = SMALL_BLOCK_BYTES;
      continue;
    }
    const blockEnd = min(lineStart + blockBytes, end);
    const next = parseQuotedBlock(lineStart, blockEnd);
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
    lineStart = next;
    blockBytes = min(blockBytes * 4, BLOCK_BYTES);
  }
  return lineStart;
}

/** Take the whole lines of one block, up to the first of another kind. */
function parseQuotedBlock(from: usize, end: usize): usize {
  const indexEnd = indexQuotes(from, end);
  const isAccess = isEnabled(ENABLED_ACCESS);
  let lineStart = from;
  let at = POSITIONS;
  let fastLines: u32 = 0;
  let quotes: u32 = 6;
  while (true) {
    // Most lines have as many quotes as the one before.
    let feedAt = at + (<usize>quotes << 2);
    if (feedAt >= indexEnd || load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED || !isAccess || !countAccessLine(lineStart, at, quotes, <usize>load<u32>(feedAt))) {
      if (kindOf(lineStart) != QUOTED) break;
      feedAt = at;
      while (feedAt < indexEnd && load<u8>(<usize>load<u32>(feedAt)) != LINE_FEED) feedAt += 4;
      if (feedAt >= indexEnd) break;
      const count = <u32>((feedAt - at) >> 2);
      const lineFeed = <usize>load<u32>(feedAt);
      if (isAccess && count != quotes && count >= 2 && (count & 1) == 0 && countAccessLine(lineStart, at, count, lineFeed)) {
        quotes = count;
        fastLines++;
      } else if (countOtherLine(lineStart, at, count, lineFeed) || countRefusedLine(lineStart, lineFeed)) fastLines++;
      else slowLine(lineStart, lineFeed);
    } else fastLines++;
    lineStart = <usize>load<u32>(feedAt) + 1;
    at = feedAt + 4;
  }
  addFastLines(fastLines);
  return lineStart;
}

/** Count a line of a Classic Load Balancer or of S3, or one without quotes; false when it is none, or unusual. */
function countOtherLine(start: usize, index: usize, quotes: u32, lineFeed: usize): bool {
  if (lineFeed - start > lineBytesMax()) return false;
  if (quotes < 2) return quotes == 0 && isEnabled(ENABLED_ACCESS) && countUnquotedLine(start, lineFeed);
  if (load<u8>(start, 4) == MINUS) return isEnabled(ENABLED_ELB) && load<u8>(start, 10) == 0x54 && countBalancerLine(start, index, quotes, lineFeed, false);
  return isEnabled(ENABLED_S3) && quotes == 6 && beginsWithOwner(start, lineFeed) && countS3Line(start, index, lineFeed);
}
