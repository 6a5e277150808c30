import { isAllDigits } from "./decimal.ts";
import { MILLIS_TO_MICROS } from "./duration.ts";
import { NOT_A_BYTE_COUNT, findFieldEnd, readBareDuration, readByteCount, setHostField, skipFields } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { readRequest } from "./request.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

/** Behind the status stand the flags; behind these, at once or with up to so many fields between, the counts of bytes. */
const DETAILS_MAX = 3;
/** The authority stands so many fields behind the duration: the upstream's time, the addresses that it was forwarded for, user agent and request id come first. */
const AUTHORITY_FIELDS = 5;

/**
 * Read what Envoy and Istio write behind the time: `"request" status flags … received sent duration upstream-ms "…" "agent" "id" "authority" …`, from the quote on.
 * False, and nothing is set, when no request and status stand there. Source: "Default format string" in Envoy's documentation of access logging, and the one in Istio's.
 */
export function readEnvoy(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const close = findClosingQuote(bytes, start + 1, end);
  if (close === -1) return false;
  const statusStart = skipSpaces(bytes, close + 1, end);
  const statusEnd = findSpace(bytes, statusStart, end);
  const status = readStatus(bytes, statusStart, statusEnd);
  if (statusStart === close + 1 || status === NOT_A_STATUS) return false;
  fields.status = status;
  readRequest(bytes, start + 1, close, fields);
  let received = skipFields(bytes, statusStart, end, 2);
  for (let details = 0; details <= DETAILS_MAX && received < end; details++) {
    if (readCounts(bytes, received, end, fields)) return true;
    received = skipFields(bytes, received, end, 1);
  }
  return true;
}

/** Set bytes, duration and host if three whole numbers begin at `received`: the bytes that came and went, and ms. */
function readCounts(bytes: Uint8Array, received: number, end: number, fields: LineFields): boolean {
  const sent = skipFields(bytes, received, end, 1);
  const duration = skipFields(bytes, sent, end, 1);
  const [receivedEnd, sentEnd, durationEnd] = [received, sent, duration].map((at) => findFieldEnd(bytes, at, end)) as [number, number, number];
  if (!isAllDigits(bytes, received, receivedEnd) || !isAllDigits(bytes, sent, sentEnd) || !isAllDigits(bytes, duration, durationEnd)) return false;
  const count = readByteCount(bytes, sent, sentEnd);
  if (count !== NOT_A_BYTE_COUNT) fields.bytes = count;
  fields.durationMicros = Math.max(readBareDuration(bytes, duration, durationEnd, MILLIS_TO_MICROS), -1);
  setHostField(fields, bytes, skipFields(bytes, duration, end, AUTHORITY_FIELDS), end);
  return true;
}
