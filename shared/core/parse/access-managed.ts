import { asciiBytes, beginsWith } from "./ascii.ts";
import { readByteCount } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { isMethod, setKey, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import { VERDICT_BAD_FIELD, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const MINUS = 0x2d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

const SCHEME = asciiBytes("http");
const LENGTH = asciiBytes("[Length ");
/** Status, `-`, method, scheme and host. */
const WORDS = 5;

/**
 * The access log of Nginx Proxy Manager, from behind the time on: perhaps words of the cache, then `status - METHOD scheme host "target" [Client …] [Length bytes] …`, the
 * target in the quote at `quote`. Source: `log_format proxy` and `standard` in its `nginx.conf`.
 */
export function readManaged(bytes: Uint8Array, start: number, quote: number, end: number, fields: LineFields): number {
  const words: number[] = [];
  for (let at = start; at < quote; at = skipSpaces(bytes, findSpace(bytes, at, quote), quote)) words.push(at);
  const [status = -1, mark = -1, method = -1, scheme = -1, host = -1] = words.slice(-WORDS);
  const close = findClosingQuote(bytes, quote + 1, end);
  if (host === -1 || close === -1 || bytes[mark] !== MINUS || findSpace(bytes, mark, quote) !== mark + 1) return VERDICT_BAD_FIELD;
  const methodEnd = findSpace(bytes, method, quote);
  fields.status = readStatus(bytes, status, findSpace(bytes, status, quote));
  if (fields.status === NOT_A_STATUS || !isMethod(bytes, method, methodEnd) || !beginsWith(bytes, scheme, quote, SCHEME)) return VERDICT_BAD_FIELD;
  const length = findLength(bytes, close + 1, end);
  fields.bytes = Math.max(-1, readByteCount(bytes, length, findByte(bytes, length, end, BRACKET_CLOSE)));
  setText(fields.method, bytes, method, methodEnd, methodEnd - method);
  setTarget(fields, bytes, quote + 1, close);
  setKey(fields.host, bytes, host, findSpace(bytes, host, quote));
  return VERDICT_RECORD;
}

/** The position behind the first `[Length `; `end` when there is none. */
function findLength(bytes: Uint8Array, start: number, end: number): number {
  for (let at = findByte(bytes, start, end, BRACKET_OPEN); at < end; at = findByte(bytes, at + 1, end, BRACKET_OPEN)) {
    if (beginsWith(bytes, at, end, LENGTH)) return at + LENGTH.length;
  }
  return end;
}
