// What stands before the codes of a block. It is read in one go: the input has all of it, or ends for good.

import { dropBits, needBits, peekBits, takeBits } from "./bits";
import { buildTable } from "./decode-table";
import {
  CODE_LENGTHS,
  DISTANCE_BITS,
  DISTANCE_MEANINGS,
  DISTANCE_SYMBOLS,
  DISTANCE_TABLE,
  LITLEN_BITS,
  LITLEN_MEANINGS,
  LITLEN_SYMBOLS,
  LITLEN_TABLE,
  PRECODE_BITS,
  PRECODE_MEANINGS,
  PRECODE_SYMBOLS,
  PRECODE_TABLE,
} from "./layout";
import { CORRUPT, GOES_ON, TRUNCATED } from "./statuses";

/** Of the symbols that a header may name, the last two lengths and distances are forbidden. */
const LITLEN_SYMBOLS_MAX: u32 = 286;
const DISTANCE_SYMBOLS_MAX: u32 = 30;
const END_OF_BLOCK: usize = 256;
const REPEAT_LAST: u32 = 16;
const REPEAT_ZERO: u32 = 17;

/** Bytes that the longest header has: three bits, 14, 19 × 3 for the precode, and 316 lengths of 7 bits and 7 extra ones at most. */
export const HEADER_BYTES_MAX: usize = 576;

/** Whether the tables hold the fixed codes. */
let isFixed: bool = false;

/** The fixed codes. */
export function setFixedCodes(): void {
  if (isFixed) return;
  memory.fill(CODE_LENGTHS, 8, 144);
  memory.fill(CODE_LENGTHS + 144, 9, 112);
  memory.fill(CODE_LENGTHS + 256, 7, 24);
  memory.fill(CODE_LENGTHS + 280, 8, 8);
  memory.fill(CODE_LENGTHS + LITLEN_SYMBOLS, 5, DISTANCE_SYMBOLS);
  buildTable(LITLEN_TABLE, LITLEN_BITS, CODE_LENGTHS, LITLEN_SYMBOLS, LITLEN_MEANINGS, true);
  buildTable(DISTANCE_TABLE, DISTANCE_BITS, CODE_LENGTHS + LITLEN_SYMBOLS, DISTANCE_SYMBOLS, DISTANCE_MEANINGS, true);
  isFixed = true;
}

/** Read the codes of a block of its own codes. */
export function readDynamicCodes(): i32 {
  isFixed = false;
  if (!needBits(14)) return TRUNCATED;
  const litlens = takeBits(5) + 257;
  const distances = takeBits(5) + 1;
  const precodes = takeBits(4) + 4;
  if (litlens > LITLEN_SYMBOLS_MAX || distances > DISTANCE_SYMBOLS_MAX) return CORRUPT;
  memory.fill(CODE_LENGTHS, 0, PRECODE_SYMBOLS);
  for (let i: u32 = 0; i < precodes; i++) {
    if (!needBits(3)) return TRUNCATED;
    store<u8>(CODE_LENGTHS + precodeAt(i), <u8>takeBits(3));
  }
  if (!buildTable(PRECODE_TABLE, PRECODE_BITS, CODE_LENGTHS, PRECODE_SYMBOLS, PRECODE_MEANINGS, false)) return CORRUPT;
  const status = readCodeLengths(litlens + distances);
  if (status != GOES_ON) return status;
  if (load<u8>(CODE_LENGTHS + END_OF_BLOCK) == 0) return CORRUPT;
  if (!buildTable(LITLEN_TABLE, LITLEN_BITS, CODE_LENGTHS, litlens, LITLEN_MEANINGS, true)) return CORRUPT;
  return buildTable(DISTANCE_TABLE, DISTANCE_BITS, CODE_LENGTHS + litlens, distances, DISTANCE_MEANINGS, true) ? GOES_ON : CORRUPT;
}

/** The symbols of the precode in the order of their lengths in the header: 16, 17, 18, 0, 8, 7, 9, 6, 10, and so on to 1, 15. */
function precodeAt(i: u32): usize {
  if (i < 3) return 16 + i;
  if (i == 3) return 0;
  return (i & 1) == 0 ? 6 + (i >> 1) : 7 - ((i - 5) >> 1);
}

/** The lengths of all codes of the block, in one sequence. */
function readCodeLengths(total: u32): i32 {
  let have: u32 = 0;
  while (have < total) {
    needBits(PRECODE_BITS);
    const entry = load<u32>(PRECODE_TABLE + (<usize>peekBits(PRECODE_BITS) << 2));
    const codeBits = entry & 63;
    const symbol = entry >> 16;
    const extraBits: u32 = symbol < REPEAT_LAST ? 0 : symbol == REPEAT_LAST ? 2 : symbol == REPEAT_ZERO ? 3 : 7;
    if (!needBits(codeBits + extraBits)) return TRUNCATED;
    dropBits(codeBits);
    if (symbol < REPEAT_LAST) {
      store<u8>(CODE_LENGTHS + have++, <u8>symbol);
      continue;
    }
    const times = takeBits(extraBits) + (symbol <= REPEAT_ZERO ? 3 : 11);
    if ((symbol == REPEAT_LAST && have == 0) || have + times > total) return CORRUPT;
    const length: u8 = symbol == REPEAT_LAST ? load<u8>(CODE_LENGTHS + have - 1) : 0;
    memory.fill(CODE_LENGTHS + have, length, times);
    have += times;
  }
  return GOES_ON;
}
