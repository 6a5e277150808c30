// Decoding tables of canonical Huffman codes. Source: RFC 1951, section 3.2; the way to fill a table is that of libdeflate.
//
// An entry is 32 bits. The low six bits are the bits that it uses up, extra bits included. Bits 8 to 12 are two more than the length of the code: where
// the extra bits begin behind the two bits that the fast loop has below the next ones. A literal has bit 31 and its byte from bit 16 on; a length or
// distance has its base from bit 16 on.

import {
  CODE_BITS_MAX,
  DISTANCE_MEANINGS,
  DISTANCE_SYMBOLS,
  LENGTH_COUNTS,
  LENGTH_STARTS,
  LITLEN_MEANINGS,
  LITLEN_SYMBOLS,
  PRECODE_MEANINGS,
  PRECODE_SYMBOLS,
  SORTED_SYMBOLS,
} from "./layout";

export const LITERAL: u32 = 0x80000000;
/** Neither a literal nor a length or distance: one of the two below, or else the end of the block. */
export const EXCEPTIONAL: u32 = 0x8000;
/** Goes on in a subtable: where it begins, in bytes of the table, from bit 16 on, and the number of its bits from bit 8 on. */
export const SUBTABLE: u32 = 0x4000;
/** A code that no stream may use. */
export const INVALID: u32 = 0x2000;
const ONE_BIT: u32 = 0x0301;

/** What each symbol means. */
export function fillMeanings(): void {
  for (let symbol: u32 = 0; symbol < 256; symbol++) setMeaning(LITLEN_MEANINGS, symbol, LITERAL | (symbol << 16));
  setMeaning(LITLEN_MEANINGS, 256, EXCEPTIONAL);
  let base: u32 = 3;
  for (let i: u32 = 0; i < 28; i++) {
    const extraBits: u32 = i < 8 ? 0 : (i - 4) >> 2;
    setMeaning(LITLEN_MEANINGS, 257 + i, (base << 16) | extraBits);
    base += 1 << extraBits;
  }
  setMeaning(LITLEN_MEANINGS, 285, 258 << 16);
  for (let symbol: u32 = 286; symbol < LITLEN_SYMBOLS; symbol++) setMeaning(LITLEN_MEANINGS, symbol, EXCEPTIONAL | INVALID);
  base = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extraBits: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    setMeaning(DISTANCE_MEANINGS, symbol, (base << 16) | extraBits);
    base += 1 << extraBits;
  }
  for (let symbol: u32 = 30; symbol < DISTANCE_SYMBOLS; symbol++) setMeaning(DISTANCE_MEANINGS, symbol, EXCEPTIONAL | INVALID);
  for (let symbol: u32 = 0; symbol < PRECODE_SYMBOLS; symbol++) setMeaning(PRECODE_MEANINGS, symbol, symbol << 16);
}

function setMeaning(meanings: usize, symbol: u32, meaning: u32): void {
  store<u32>(meanings + (<usize>symbol << 2), meaning);
}

/**
 * Build the table of a code from the lengths of its symbols' codes, u8 each. False for lengths that are no code: too many codes, or too few.
 * As in zlib there may be too few where the longest is of one bit, and none at all; what is missing is {@link INVALID}. `mayBePartial` allows the first.
 */
export function buildTable(table: usize, tableBits: u32, lengths: usize, symbols: u32, meanings: usize, mayBePartial: bool): bool {
  memory.fill(LENGTH_COUNTS, 0, 64);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at = LENGTH_COUNTS + (<usize>load<u8>(lengths + symbol) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  const unused = countOf(0);
  let codesLeft: i32 = 1;
  let start: u32 = 0;
  for (let length: u32 = 1; length <= CODE_BITS_MAX; length++) {
    codesLeft = (codesLeft << 1) - <i32>countOf(length);
    if (codesLeft < 0) return false;
    store<u32>(LENGTH_STARTS + (<usize>length << 2), start);
    start += countOf(length);
  }
  if (unused == symbols) {
    // A precode without codes reads as zeros, which no litlen code can be made of.
    fillTable(table, tableBits, mayBePartial ? EXCEPTIONAL | INVALID | ONE_BIT : ONE_BIT);
    return true;
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const place = load<u32>(LENGTH_STARTS + (length << 2));
    store<u32>(LENGTH_STARTS + (length << 2), place + 1);
    store<u16>(SORTED_SYMBOLS + (<usize>place << 1), <u16>symbol);
  }
  if (codesLeft > 0) {
    if (!mayBePartial || countOf(1) != 1 || unused != symbols - 1) return false;
    fillTable(table, tableBits, EXCEPTIONAL | INVALID | ONE_BIT);
    const entry = entryOf(meanings, 0, 1);
    for (let at = table; at < table + (<usize>4 << tableBits); at += 8) store<u32>(at, entry);
    return true;
  }
  fillComplete(table, tableBits, meanings);
  return true;
}

function countOf(length: u32): u32 {
  return load<u32>(LENGTH_COUNTS + (<usize>length << 2));
}

function fillTable(table: usize, tableBits: u32, entry: u32): void {
  for (let at = table; at < table + (<usize>4 << tableBits); at += 4) store<u32>(at, entry);
}

/** The bits of an entry's code in its table, and the extra bits behind it. */
// @ts-ignore: decorator
@inline
export function codeBitsOf(entry: u32): u32 {
  return ((entry >> 8) & 31) - 2;
}

// @ts-ignore: decorator
@inline
export function extraBitsOf(entry: u32): u32 {
  return (entry & 63) - codeBitsOf(entry);
}

/** Of the entry of a subtable: the bits that choose an entry of it. */
// @ts-ignore: decorator
@inline
export function subtableBitsOf(entry: u32): u32 {
  return (entry >> 8) & 15;
}

/** The entry of a sorted symbol whose code has so many bits, in the table that it is in. */
function entryOf(meanings: usize, place: u32, codeBits: u32): u32 {
  const symbol = <usize>load<u16>(SORTED_SYMBOLS + (<usize>place << 1));
  return load<u32>(meanings + (symbol << 2)) + ((codeBits + 2) << 8) + codeBits;
}

/** Codes count up from their first bit, which is the lowest one here: the next code of `length` bits behind `code`, which is not the last one. */
// @ts-ignore: decorator
@inline
function nextCode(code: u32, length: u32): u32 {
  const bit = <u32>1 << (31 - clz(code ^ ((1 << length) - 1)));
  return (code & (bit - 1)) | bit;
}

/** Fill the table of a complete code, shortest codes first: what is filled for one length is doubled for the next. */
function fillComplete(table: usize, tableBits: u32, meanings: usize): void {
  let length: u32 = 1;
  let code: u32 = 0;
  let place: u32 = 0;
  let left = countOf(1);
  for (; length <= tableBits; ) {
    for (; left != 0; left--) {
      store<u32>(table + (<usize>code << 2), entryOf(meanings, place++, length));
      if (code == (1 << length) - 1) {
        // The last code: the rest of the table is copies.
        for (; length < tableBits; length++) memory.copy(table + (<usize>4 << length), table, <usize>4 << length);
        return;
      }
      code = nextCode(code, length);
    }
    if (length < tableBits) memory.copy(table + (<usize>4 << length), table, <usize>4 << length);
    length++;
    left = countOf(length);
  }
  fillSubtables(table, tableBits, meanings, length, code, place);
}

/** Codes that are longer than the table's bits, from `code` of `length` bits on. */
function fillSubtables(table: usize, tableBits: u32, meanings: usize, length: u32, code: u32, place: u32): void {
  const prefixMask: u32 = (1 << tableBits) - 1;
  let end: u32 = 1 << tableBits;
  let start = end;
  let prefix: u32 = 0xffffffff;
  let left = countOf(length);
  for (;;) {
    while (left == 0) left = countOf(++length);
    if ((code & prefixMask) != prefix) {
      prefix = code & prefixMask;
      start = end;
      // As many bits as the codes with this prefix need: each length halves what is left.
      let subBits = length - tableBits;
      let room = left;
      while (room < (<u32>1 << subBits)) {
        subBits++;
        room = (room << 1) + countOf(tableBits + subBits);
      }
      end = start + (1 << subBits);
      store<u32>(table + (<usize>prefix << 2), (start << 18) | EXCEPTIONAL | SUBTABLE | (subBits << 8) | tableBits);
    }
    const entry = entryOf(meanings, place++, length - tableBits);
    for (let at = start + (code >> tableBits); at < end; at += 1 << (length - tableBits)) store<u32>(table + (<usize>at << 2), entry);
    if (code == (1 << length) - 1) return;
    code = nextCode(code, length);
    left--;
  }
}
