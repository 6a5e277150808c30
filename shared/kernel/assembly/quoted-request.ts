import { threeDigits } from "./digits";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { findSpace, skipSpaces } from "./words";

// Requests in quotes among the words of a text, as servers of Python write them: `client - "METHOD target HTTP/…" status`.

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const BRACKET_OPEN: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const BRACKET_CLOSE: u32 = 0x5d;
/** ` HTTP/` */
const PROTOCOL: u64 = 0x2f5054544820;
const PROTOCOL_MASK: u64 = 0xffffffffffff;
const STATUS_BYTES: usize = 3;

/** What {@link readQuotedRequest} found last. */
export let quotedMethod: u32 = NO_METHOD;
export let quotedTarget: usize = 0;
export let quotedTargetEnd: usize = 0;
export let quotedStatus: u32 = 0;

/** Read the request in the quotes that open at `quote`, the first ones of the text `[from, end)`; false when that is for the slow path to say. */
export function readQuotedRequest(from: usize, quote: usize, end: usize): bool {
  quotedMethod = findMethod(quote + 1);
  if (quotedMethod == NO_METHOD || !isBehindClient(from, quote)) return false;
  quotedTarget = quote + 2 + methodLength;
  if (load<u8>(quotedTarget) != SLASH) return false;
  quotedTargetEnd = findSpace(quotedTarget, end);
  if ((load<u64>(quotedTargetEnd) & PROTOCOL_MASK) != PROTOCOL) return false;
  const close = findProtocolEnd(quotedTargetEnd + 1, end);
  // A quote in the target would have closed the request, a backslash might have kept it open.
  if (close == 0 || holdsQuoteOrBackslash(quotedTarget, close)) return false;
  const at = close + 2;
  quotedStatus = threeDigits(at);
  if (load<u8>(close, 1) != SPACE || at + STATUS_BYTES > end || quotedStatus < 100) return false;
  if (at + STATUS_BYTES == end) return true;
  // Bytes and quotes behind the status would tell more.
  const rest = skipSpaces(findSpace(skipSpaces(at + STATUS_BYTES, end), end), end);
  return load<u8>(at + STATUS_BYTES) == SPACE && (rest == end || load<u8>(rest) != QUOTE);
}

/** The quote that ends the word at `from`; 0 when it has none. */
function findProtocolEnd(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) != SPACE && load<u8>(at) != QUOTE) at++;
  return at < end && load<u8>(at) == QUOTE ? at : 0;
}

function holdsQuoteOrBackslash(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) if (load<u8>(at) == QUOTE || load<u8>(at) == BACKSLASH) return true;
  return false;
}

/** Whether an address, and a space or ` - `, stand before the quote of a text that begins at `from`. */
function isBehindClient(from: usize, quote: usize): bool {
  if (quote == from || load<u8>(quote - 1) != SPACE) return false;
  const end = quote > from + 3 && load<u8>(quote - 2) == MINUS && load<u8>(quote - 3) == SPACE ? quote - 3 : quote - 1;
  let marks = 0;
  for (let at = end; at > from && load<u8>(at - 1) != SPACE; at--) {
    const byte = <u32>load<u8>(at - 1);
    if (byte == POINT || byte == COLON) marks++;
    else if (!isHex(byte) && byte != BRACKET_OPEN && byte != BRACKET_CLOSE) return false;
  }
  return marks > 1;
}

// @ts-ignore: decorator
@inline function isHex(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}
