import { METHOD_BYTES_MAX } from "../limits.ts";
import { beginsAsApacheError, createErrorTimeReader } from "./apache-error.ts";
import { asciiBytes, beginsWith } from "./ascii.ts";
import { MICROS_TO_MICROS, MILLIS_TO_MICROS, NOT_A_DURATION } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readBareDuration, readByteCount } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import { isMethod, setTarget, setText } from "./request.ts";
import { STATUS_MIN, readThreeDigits } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findSpace } from "./words.ts";

const SPACE = 0x20;
const BRACKET_CLOSE = 0x5d;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const PROCESS = asciiBytes("[pid: ");
const TIME_BEGINS = asciiBytes(" [");
const GENERATED = asciiBytes(" => generated ");
const BYTES_IN = asciiBytes(" bytes in ");
const MSECS = asciiBytes(" msecs (");
const MICROS = asciiBytes(" micros (");

/**
 * The parser of requests as uWSGI writes them: `[pid: 7|app: 0|req: 2/2] client (user) {…} [Www Mmm dd HH:MM:SS yyyy] METHOD target => generated 3 bytes in 1 msecs (HTTP/1.1 200) …`.
 * `VERDICT_NO_FORMAT` when a line does not begin so. Source: `uwsgi_logit_simple` of uWSGI's `core/logging.c`.
 */
export function createUwsgiParser(localOffset: LocalOffset): FormatParser {
  const readTime = createErrorTimeReader(localOffset);
  return (bytes, start, end, fields) => {
    const time = findTime(bytes, start, end);
    if (time === -1) return VERDICT_NO_FORMAT;
    const timeEnd = readTime(bytes, time, end, fields);
    if (timeEnd === -1) return VERDICT_BAD_TIMESTAMP;
    const method = timeEnd + 1;
    const methodEnd = findSpace(bytes, method, end);
    const target = methodEnd + 1;
    const targetEnd = findSpace(bytes, target, end);
    const size = targetEnd + GENERATED.length;
    const sizeEnd = findSpace(bytes, size, end);
    const took = sizeEnd + BYTES_IN.length;
    const tookEnd = findSpace(bytes, took, end);
    const isMillis = beginsWith(bytes, tookEnd, end, MSECS);
    if (bytes[timeEnd] !== SPACE || !beginsWith(bytes, targetEnd, end, GENERATED) || !beginsWith(bytes, sizeEnd, end, BYTES_IN)) return VERDICT_BAD_FIELD;
    if (!isMillis && !beginsWith(bytes, tookEnd, end, MICROS)) return VERDICT_BAD_FIELD;
    fields.bytes = readByteCount(bytes, size, sizeEnd);
    fields.durationMicros = readBareDuration(bytes, took, tookEnd, isMillis ? MILLIS_TO_MICROS : MICROS_TO_MICROS);
    const close = findByte(bytes, tookEnd, end, PAREN_CLOSE);
    const protocol = findByte(bytes, tookEnd, close, PAREN_OPEN) + 1;
    const status = close === end ? -1 : readThreeDigits(bytes, findSpace(bytes, protocol, close) + 1, close);
    if (fields.bytes === NOT_A_BYTE_COUNT || fields.durationMicros === NOT_A_DURATION || status < STATUS_MIN || targetEnd === target) return VERDICT_BAD_FIELD;
    fields.status = status;
    if (isMethod(bytes, method, methodEnd)) setText(fields.method, bytes, method, methodEnd, METHOD_BYTES_MAX);
    setTarget(fields, bytes, target, targetEnd);
    return VERDICT_RECORD;
  };
}

/** Where the brackets with the time begin, behind those with the process; -1 when there are none. */
function findTime(bytes: Uint8Array, start: number, end: number): number {
  if (!beginsWith(bytes, start, end, PROCESS)) return -1;
  let at = findByte(bytes, start, end, BRACKET_CLOSE);
  while (at < end && !beginsWith(bytes, at, end, TIME_BEGINS)) at++;
  return at < end && beginsAsApacheError(bytes, at + 1, end) ? at + 1 : -1;
}
