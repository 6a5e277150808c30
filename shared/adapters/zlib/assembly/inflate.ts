// Inflate: one stream of DEFLATE after another, from input that comes in parts to text that is handed on in parts. Source: RFC 1951.
// What zlib refuses is refused, after the same bits.

import { alignToByte, forgetBits, inputAt, inputEnd, needBits, setInput, settleBits, skipInput, takeBits } from "./bits";
import { HEADER_BYTES_MAX, readDynamicCodes, setFixedCodes } from "./block-header";
import { forgetMissing, isMatchMissing, stepCarefully } from "./careful-step";
import { fillMeanings } from "./decode-table";
import { INPUT_MARGIN, runFast, TEXT_MARGIN } from "./fast-loop";
import { BLOCK_ENDED, CORRUPT, ENDED, GOES_ON, NEEDS_INPUT, TEXT_FULL, TRUNCATED } from "./statuses";
import { beginText, fillPatterns, setTextAt, slideText, textAt } from "./text";

export { INPUT, INPUT_BYTES, TEXT, WINDOW_BYTES } from "./layout";
export { CORRUPT, ENDED, NEEDS_INPUT, TEXT_FULL, TRUNCATED } from "./statuses";
export { inputAt, slideText, textAt };

const BEFORE_BLOCK: i32 = 0;
const IN_STORED: i32 = 1;
const IN_CODES: i32 = 2;

let place: i32 = BEFORE_BLOCK;
let isLastBlock: bool = false;
let storedLeft: usize = 0;

/** Once for each instance. */
export function setUp(): void {
  fillMeanings();
  fillPatterns();
}

/** A new stream begins. */
export function begin(): void {
  place = BEFORE_BLOCK;
  isLastBlock = false;
  forgetBits();
  forgetMissing();
  beginText();
}

/**
 * Go on with the input `[from, end)` until something is needed or the stream is over; `textEnd` is where the text has to end.
 * Unless the input `isFinal` some of it is left. Afterwards {@link inputAt} and {@link textAt} say how far it came.
 */
export function run(from: usize, end: usize, isFinal: bool, textEnd: usize): i32 {
  setInput(from, end);
  let status: i32;
  do {
    if (place == BEFORE_BLOCK) status = isLastBlock ? ENDED : beginBlock(isFinal);
    else if (place == IN_STORED) status = copyStored(isFinal, textEnd);
    else status = readSymbols(isFinal, textEnd);
    if (status == BLOCK_ENDED) {
      place = BEFORE_BLOCK;
      status = GOES_ON;
    }
  } while (status == GOES_ON);
  settleBits();
  if (status == ENDED) alignToByte();
  return status;
}

function beginBlock(isFinal: bool): i32 {
  if (!isFinal && inputEnd() - inputAt() < HEADER_BYTES_MAX) return NEEDS_INPUT;
  if (!needBits(3)) return TRUNCATED;
  isLastBlock = takeBits(1) != 0;
  const type = takeBits(2);
  if (type == 0) return beginStored();
  if (type == 3) return CORRUPT;
  place = IN_CODES;
  if (type == 2) return readDynamicCodes();
  setFixedCodes();
  return GOES_ON;
}

function beginStored(): i32 {
  alignToByte();
  if (!needBits(32)) return TRUNCATED;
  const length = takeBits(16);
  if (length != (takeBits(16) ^ 0xffff)) return CORRUPT;
  place = IN_STORED;
  storedLeft = length;
  return GOES_ON;
}

function copyStored(isFinal: bool, textEnd: usize): i32 {
  const available = inputEnd() - inputAt();
  const at = textAt();
  const length = min(storedLeft, min(available, textEnd - at));
  memory.copy(at, inputAt(), length);
  skipInput(length);
  setTextAt(at + length);
  storedLeft -= length;
  if (storedLeft == 0) return BLOCK_ENDED;
  if (at + length == textEnd) return TEXT_FULL;
  return isFinal ? TRUNCATED : NEEDS_INPUT;
}

function readSymbols(isFinal: bool, textEnd: usize): i32 {
  let status = GOES_ON;
  do {
    const hasInput = inputEnd() - inputAt() >= INPUT_MARGIN;
    if (hasInput && textEnd - textAt() >= TEXT_MARGIN && !isMatchMissing()) status = runFast(textEnd);
    if (status == GOES_ON) {
      if (!isFinal && inputEnd() - inputAt() < INPUT_MARGIN) return NEEDS_INPUT;
      status = stepCarefully(textEnd);
    }
  } while (status == GOES_ON);
  return status;
}
