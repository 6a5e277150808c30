import { indexColumnSpaces, indexTabs, isOdd, separators } from "./column-index";
import { threeDigits } from "./digits";
import { HOST_MEMO, KEY_BYTES_MAX, POSITIONS, SERVICE_MEMO } from "./layout";
import { findMethodName, NO_METHOD } from "./methods";
import { decimals, mantissa, numberEnd, scaleNumber, scanNumber } from "./numbers";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { columnOf, columnShift, hasColumns, separatorsMin } from "./state";
import { minute, readColumnTime, timeEnd, timestampMs } from "./time";
import { MICROS_MAX, NO_LEVEL, NO_MICROS } from "./windows";
import { NOT_A_COUNT, readCount } from "./words";

// Lines in columns, as CloudFront and IIS write them: a date and a time, and fields where the object's header has them.

const TAB: u32 = 0x09;
const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const MINUS: u32 = 0x2d;
const DATE_BYTES: usize = 10;

// The fields, in the order of `W3C_COLUMNS` of the core.
const STATUS: usize = 0;
const DURATION: usize = 1;
const BYTES: usize = 2;
const METHOD: usize = 3;
const PATH: usize = 4;
const SERVICE: usize = 5;
const HOST: usize = 6;

/** Whether the line at `start` is one of columns, if it has enough of them. */
export function beginsWithColumns(start: usize): bool {
  if (<u32>load<u8>(start) - 0x30 >= 10 || load<u8>(start, 4) != MINUS || load<u8>(start, 7) != MINUS) return false;
  const between = <u32>load<u8>(start, DATE_BYTES);
  return between == TAB || (between == SPACE && hasColumns());
}

/** Find the separators of the line at `start`, as many as are needed; returns its line feed, or `end` when there is none before. */
export function indexColumns(start: usize, end: usize): usize {
  const wanted = separatorsMin() + 1;
  return isTabbed(start) ? indexTabs(start, end, wanted) : indexColumnSpaces(start, end, wanted);
}

// @ts-ignore: decorator
@inline function isTabbed(start: usize): bool {
  return load<u8>(start, DATE_BYTES) == TAB;
}

// @ts-ignore: decorator
@inline function columnEnd(column: usize): usize {
  return <usize>load<u32>(POSITIONS + (column << 2));
}

// @ts-ignore: decorator
@inline function columnStart(column: usize): usize {
  return columnEnd(column - 1) + 1;
}

/** What says that a field is absent, where any text may stand: nothing, or a minus sign. */
// @ts-ignore: decorator
@inline function isAbsent(start: usize, end: usize): bool {
  return start == end || (end == start + 1 && load<u8>(start) == MINUS);
}

/** A duration that is for the slow path. */
const NOT_READ: i32 = -2;

// @ts-ignore: decorator
@inline function readDuration(start: usize, end: usize): i32 {
  if (isAbsent(start, end)) return NO_MICROS;
  if (!scanNumber(start) || numberEnd != end) return NOT_READ;
  const micros = scaleNumber(mantissa, <i32>decimals, columnShift());
  return micros > MICROS_MAX ? NOT_READ : <i32>micros;
}

/** Count the line `[start, lineFeed)` whose separators are indexed; false, and nothing is counted, when it is unusual in any way. */
export function countColumnLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  const last = separatorsMin();
  // A space at the end begins no column.
  if (separators < last || (!isTabbed(start) && (isOdd || load<u8>(end - 1) == SPACE))) return false;
  if (separators == last) store<u32>(POSITIONS + (<usize>last << 2), <u32>end);
  if (!readColumnTime(start) || timeEnd != columnEnd(1)) return false;

  let status: u32 = 0;
  let column = columnOf(STATUS);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    const at = columnStart(column);
    status = columnEnd(column) == at + 3 ? threeDigits(at) : 0;
    if (status < 100) return false;
  }
  let micros = NO_MICROS;
  column = columnOf(DURATION);
  if (column != 0) {
    micros = readDuration(columnStart(column), columnEnd(column));
    if (micros == NOT_READ) return false;
  }
  let bytes: i64 = 0;
  column = columnOf(BYTES);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    bytes = readCount(columnStart(column), columnEnd(column));
    if (bytes == NOT_A_COUNT) return false;
  }
  let method = NO_METHOD;
  column = columnOf(METHOD);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    method = findMethodName(columnStart(column), columnEnd(column));
    if (method == NO_METHOD) return false;
  }
  let service: usize = 0;
  let serviceBytes: usize = 0;
  column = columnOf(SERVICE);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    service = columnStart(column);
    serviceBytes = columnEnd(column) - service;
  }
  let host: usize = 0;
  let hostBytes: usize = 0;
  column = columnOf(HOST);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    host = columnStart(column);
    hostBytes = columnEnd(column) - host;
  }
  if (serviceBytes > KEY_BYTES_MAX || hostBytes > KEY_BYTES_MAX) return false;
  let routeBytes: usize = 0;
  column = columnOf(PATH);
  if (column != 0 && !isAbsent(columnStart(column), columnEnd(column))) {
    findRoute(columnStart(column), columnEnd(column));
    routeBytes = routeLength;
  }
  countRecord(start, lineFeed, minute, timestampMs, status, NO_LEVEL, <u64>bytes, micros, method, routeBytes, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  return true;
}
