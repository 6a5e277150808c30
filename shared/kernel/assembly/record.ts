import {
  envelopeHost,
  envelopeHostBytes,
  envelopeHostMemo,
  envelopeLevel,
  envelopeLineFeed,
  envelopeMinute,
  envelopeMs,
  envelopeService,
  envelopeServiceBytes,
  envelopeServiceMemo,
  envelopeStart,
} from "./envelope";
import { drain, sample } from "./host";
import { countKey, HOSTS, keyEpoch, keyRow, SERVICES } from "./keys";
import { isErrorLevel } from "./levels";
import { NO_METHOD } from "./methods";
import { routeRow } from "./route";
import { countMethod, errorSamplesWanted, noteTime, slowestMicros } from "./state";
import { frontBytes } from "./vectors";
import { bucketOf, countWindow, NO_LEVEL, NO_ROW, windowRow } from "./windows";

/** A memo of a service or host: up to 16 bytes of the last one, how many it has, its row, and the epoch of the row. */
const LENGTH: usize = 16;
const ROW: usize = 20;
const EPOCH: usize = 24;
/** Longer ones are looked up each time. */
const MEMO_TEXT_BYTES_MAX: usize = 16;

/** The row of a service or host that may be absent: then its length is 0. It is often the one of the memo. */
// @ts-ignore: decorator
@inline function rowOf(dimension: u32, start: usize, length: usize, memo: usize): usize {
  if (length == 0) return NO_ROW;
  const differences = v128.and(v128.xor(v128.load(start), v128.load(memo)), frontBytes(min(length, MEMO_TEXT_BYTES_MAX)));
  const isKnown = i32(<usize>load<u32>(memo, LENGTH) == length) & i32(load<u32>(memo, EPOCH) == keyEpoch) & i32(!v128.any_true(differences));
  return isKnown ? <usize>load<u32>(memo, ROW) : findRow(dimension, start, length, memo);
}

function findRow(dimension: u32, start: usize, length: usize, memo: usize): usize {
  const row = keyRow(dimension, start, length);
  if (row == NO_ROW || length > MEMO_TEXT_BYTES_MAX) return row;
  v128.store(memo, v128.load(start));
  store<u32>(memo, <u32>length, LENGTH);
  store<u32>(memo, <u32>row, ROW);
  store<u32>(memo, keyEpoch, EPOCH);
  return row;
}

/**
 * Count the record of the line `[start, lineFeed)`. Absent are a `status` of 0, `NO_LEVEL`, `NO_MICROS`, `NO_METHOD`, and keys without length. The route
 * is the one that was found last, if `routeBytes` is not 0. Of a line in an envelope that one's time counts, and its level, service and host if it has them.
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
  serviceMemo: usize,
  host: usize,
  hostBytes: usize,
  hostMemo: usize,
): void {
  if (envelopeStart != 0) {
    start = envelopeStart;
    lineFeed = envelopeLineFeed;
    minute = envelopeMinute;
    timestampMs = envelopeMs;
    if (envelopeLevel != NO_LEVEL) level = envelopeLevel;
    if (envelopeServiceBytes != 0) {
      service = envelopeService;
      serviceBytes = envelopeServiceBytes;
      serviceMemo = envelopeServiceMemo;
    }
    if (envelopeHostBytes != 0) {
      host = envelopeHost;
      hostBytes = envelopeHostBytes;
      hostMemo = envelopeHostMemo;
    }
  }
  let window = windowRow(minute);
  let route = routeBytes == 0 ? NO_ROW : routeRow();
  let serviceRow = rowOf(SERVICES, service, serviceBytes, serviceMemo);
  let hostRow = rowOf(HOSTS, host, hostBytes, hostMemo);
  const isFull =
    i32(window == NO_ROW) | (i32(route == NO_ROW) & i32(routeBytes != 0)) | (i32(serviceRow == NO_ROW) & i32(serviceBytes != 0)) | (i32(hostRow == NO_ROW) & i32(hostBytes != 0));
  if (isFull != 0) {
    // All rows have to be there together: everything is drained, and they are opened anew.
    drain();
    window = windowRow(minute);
    route = routeBytes == 0 ? NO_ROW : routeRow();
    serviceRow = rowOf(SERVICES, service, serviceBytes, serviceMemo);
    hostRow = rowOf(HOSTS, host, hostBytes, hostMemo);
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
