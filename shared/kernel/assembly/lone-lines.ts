import { countApacheErrorLine } from "./apache-error";
import { countAppLine, streamText } from "./app";
import { countContainedLine } from "./contained";
import { closeEnvelope, openEnvelope } from "./envelope";
import { countGinLine } from "./gin";
import { slowLine } from "./host";
import { APACHE_ERROR, APP, BALANCER, beginsAs, COLUMNS, GIN, KLOG, LOGFMT, SYSLOG } from "./line-kinds";
import { countKlogLine } from "./klog";
import { countTypedLine, indexTypedLine } from "./load-balancer";
import { countLogfmtLine } from "./logfmt";
import { findLineFeed } from "./quote-index";
import { addFastLines, ENABLED_CONTAINED, isEnabled, lineBytesMax } from "./state";
import { countSyslogLine } from "./syslog";
import { minute, timestampMs } from "./time";
import { countColumnLine, indexColumns } from "./w3c";
import { NO_LEVEL } from "./windows";

// Lines that are read one by one.

/** Take the lines of a kind from `from` on, up to one of another kind or one that does not end before `end`; returns where that begins. */
export function parseLoneLines(kind: u32, from: usize, end: usize): usize {
  // Each kind has a loop of its own, in which the kind is a constant.
  if (kind == BALANCER) return parseLinesOf(BALANCER, from, end);
  if (kind == COLUMNS) return parseLinesOf(COLUMNS, from, end);
  if (kind == SYSLOG) return parseLinesOf(SYSLOG, from, end);
  if (kind == APP) return parseLinesOf(APP, from, end);
  if (kind == KLOG) return parseLinesOf(KLOG, from, end);
  if (kind == GIN) return parseLinesOf(GIN, from, end);
  return kind == LOGFMT ? parseLinesOf(LOGFMT, from, end) : parseLinesOf(APACHE_ERROR, from, end);
}

// @ts-ignore: decorator
@inline function parseLinesOf(kind: u32, from: usize, end: usize): usize {
  let lineStart = from;
  let fastLines: u32 = 0;
  while (lineStart < end && beginsAs(kind, lineStart)) {
    const lineFeed = indexLine(kind, lineStart, end);
    if (lineFeed == end) break;
    if (lineFeed - lineStart <= lineBytesMax() && countLine(kind, lineStart, lineFeed)) fastLines++;
    else slowLine(lineStart, lineFeed);
    lineStart = lineFeed + 1;
  }
  addFastLines(fastLines);
  return lineStart;
}

/** The line feed of the line at `start`, or `end` when there is none before; on the way what the kind needs is indexed. */
// @ts-ignore: decorator
@inline function indexLine(kind: u32, start: usize, end: usize): usize {
  if (kind == BALANCER) return indexTypedLine(start, end);
  return kind == COLUMNS ? indexColumns(start, end) : findLineFeed(start, end);
}

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
// @ts-ignore: decorator
@inline function countLine(kind: u32, start: usize, lineFeed: usize): bool {
  if (kind == BALANCER) return countTypedLine(start, lineFeed);
  if (kind == COLUMNS) return countColumnLine(start, lineFeed);
  if (kind == SYSLOG) return countSyslogLine(start, lineFeed);
  if (kind == APP) return countAppLine(start, lineFeed) || (streamText != 0 && countStreamLine(start, lineFeed));
  if (kind == KLOG) return countKlogLine(start, lineFeed);
  if (kind == GIN) return countGinLine(start, lineFeed);
  return kind == LOGFMT ? countLogfmtLine(start, lineFeed) : countApacheErrorLine(start, lineFeed);
}

/** Count the line `[start, lineFeed)` of one of Kubernetes' containers or of a stream in CloudWatch, which `countAppLine` was asked about last. */
function countStreamLine(start: usize, lineFeed: usize): bool {
  if (!isEnabled(ENABLED_CONTAINED)) return false;
  openEnvelope(start, lineFeed, minute, timestampMs, NO_LEVEL);
  const isCounted = countContainedLine(streamText, lineFeed);
  closeEnvelope();
  return isCounted;
}
