// One symbol of a block, near the end of the input or of the room for text: nothing is read or written that is not there.

import { dropBits, needBits, peekBits, takeBits } from "./bits";
import { codeBitsOf, EXCEPTIONAL, extraBitsOf, INVALID, LITERAL, SUBTABLE, subtableBitsOf } from "./decode-table";
import { CODE_BITS_MAX, DISTANCE_BITS, DISTANCE_TABLE, LITLEN_BITS, LITLEN_TABLE } from "./layout";
import { BLOCK_ENDED, CORRUPT, GOES_ON, TEXT_FULL, TRUNCATED } from "./statuses";
import { copyExactly, reachable, setTextAt, textAt } from "./text";

/** Of a match that did not fit: how much is missing, and its distance. */
let missing: usize = 0;
let missingDistance: usize = 0;

export function forgetMissing(): void {
  missing = 0;
}

// @ts-ignore: decorator
@inline
export function isMatchMissing(): bool {
  return missing != 0;
}

/** Take one symbol, or go on with a match that did not fit before. */
export function stepCarefully(textEnd: usize): i32 {
  const at = textAt();
  if (at == textEnd) return TEXT_FULL;
  if (missing != 0) return copyMissing(at, textEnd);
  const entry = readEntry(LITLEN_TABLE, LITLEN_BITS);
  if (entry == 0) return TRUNCATED;
  if ((entry & LITERAL) != 0) {
    store<u8>(at, <u8>(entry >> 16));
    setTextAt(at + 1);
    return GOES_ON;
  }
  if ((entry & EXCEPTIONAL) != 0) return (entry & INVALID) != 0 ? CORRUPT : BLOCK_ENDED;
  const lengthBits = extraBitsOf(entry);
  if (!needBits(lengthBits)) return TRUNCATED;
  const length = (entry >> 16) + takeBits(lengthBits);
  const distanceEntry = readEntry(DISTANCE_TABLE, DISTANCE_BITS);
  if (distanceEntry == 0) return TRUNCATED;
  if ((distanceEntry & EXCEPTIONAL) != 0) return CORRUPT;
  const distanceBits = extraBitsOf(distanceEntry);
  if (!needBits(distanceBits)) return TRUNCATED;
  missingDistance = (distanceEntry >> 16) + takeBits(distanceBits);
  if (missingDistance > at - reachable()) return CORRUPT;
  missing = length;
  return copyMissing(at, textEnd);
}

function copyMissing(at: usize, textEnd: usize): i32 {
  const end = min(at + missing, textEnd);
  copyExactly(at, missingDistance, end);
  missing -= end - at;
  setTextAt(end);
  return GOES_ON;
}

/** Use up one code; the extra bits behind it are left. 0 when the input ends before its last bit. */
function readEntry(table: usize, tableBits: u32): u32 {
  needBits(CODE_BITS_MAX);
  let entry = load<u32>(table + (<usize>peekBits(tableBits) << 2));
  if ((entry & SUBTABLE) != 0) {
    // What is behind the end of the input reads as zeros: the code that is found then is longer than what is there.
    const subBits = subtableBitsOf(entry);
    if (!needBits(tableBits)) return 0;
    const index = (peekBits(CODE_BITS_MAX) >> tableBits) & ((1 << subBits) - 1);
    entry = load<u32>(table + <usize>(entry >> 16) + (<usize>index << 2));
    if (!needBits(tableBits + codeBitsOf(entry))) return 0;
    dropBits(tableBits);
  }
  const codeBits = codeBitsOf(entry);
  if (!needBits(codeBits)) return 0;
  dropBits(codeBits);
  return entry;
}
