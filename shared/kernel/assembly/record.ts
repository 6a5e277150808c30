import { drain, sample } from "./host";
import { countKey, HOSTS, keyRow, SERVICES } from "./keys";
import { isErrorLevel } from "./levels";
import { NO_METHOD } from "./methods";
import { routeRow } from "./route";
import { countMethod, errorSamplesWanted, noteTime, slowestMicros } from "./state";
import { bucketOf, countWindow, NO_ROW, windowRow } from "./windows";

/** The row of a key that may be absent: then its length is 0. */
// @ts-ignore: decorator
@inline function rowOf(dimension: u32, start: usize, length: usize): usize {
  return length == 0 ? NO_ROW : keyRow(dimension, start, length);
}

/**
 * Count the record of the line `[start, lineFeed)`. Absent are a `status` of 0, `NO_LEVEL`, `NO_MICROS`, `NO_METHOD`, and keys without length. The route
 * is the one that was found last, if `routeBytes` is not 0.
 */
export function countRecord(
  start: usize,
  lineFeed: usize,
  minute: i32,
  timestampMs: i64,
  status: u32,
  level: u32,
  bytes: u64,
  micros: i32,
  method: u32,
  routeBytes: usize,
  service: usize,
  serviceBytes: usize,
  host: usize,
  hostBytes: usize,
): void {
  let window = windowRow(minute);
  let route = routeBytes == 0 ? NO_ROW : routeRow();
  let serviceRow = rowOf(SERVICES, service, serviceBytes);
  let hostRow = rowOf(HOSTS, host, hostBytes);
  const isFull =
    i32(window == NO_ROW) | (i32(route == NO_ROW) & i32(routeBytes != 0)) | (i32(serviceRow == NO_ROW) & i32(serviceBytes != 0)) | (i32(hostRow == NO_ROW) & i32(hostBytes != 0));
  if (isFull != 0) {
    // All rows have to be there together: everything is drained, and they are opened anew.
    drain();
    window = windowRow(minute);
    route = routeBytes == 0 ? NO_ROW : routeRow();
    serviceRow = rowOf(SERVICES, service, serviceBytes);
    hostRow = rowOf(HOSTS, host, hostBytes);
  }
  const isError = isErrorLevel(level) | u32(status >= 500);
  const bucket = bucketOf(<u32>micros & 0x7fffffff);
  countWindow(window, status, level, isError, bytes, micros, bucket);
  if (route != NO_ROW) countKey(route, isError, micros, bucket);
  if (serviceRow != NO_ROW) countKey(serviceRow, isError, micros, bucket);
  if (hostRow != NO_ROW) countKey(hostRow, isError, micros, bucket);
  if (method != NO_METHOD) countMethod(method);
  noteTime(timestampMs);
  if (i32(micros > slowestMicros()) | (i32(isError != 0) & i32(errorSamplesWanted() != 0))) sample(start, lineFeed, <f64>timestampMs, micros, isError);
}
