import type { SeededRandom } from "../generate/seeded-random.ts";
import { BitWriter } from "./bit-writer.ts";

/** The lengths of the codes of an alphabet, by symbol; 0 for symbols without one. */
type Lengths = number[];
type Codes = ({ code: number; length: number } | undefined)[];

const CODE_BITS_MAX = 15;
const PRECODE_BITS_MAX = 7;
const END_OF_BLOCK = 256;
const LENGTH_EXTRA_BITS = [...Array.from({ length: 28 }, (_, i) => (i < 8 ? 0 : (i - 4) >> 2)), 0, 0, 0];
const DISTANCE_EXTRA_BITS = Array.from({ length: 32 }, (_, i) => (i < 4 ? 0 : (i - 2) >> 1));
const PRECODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * A DEFLATE stream that no compressor writes: codes of any shape, symbols in any order, and with the probability `wrongShare` at each place where something
 * can be wrong, something that is: codes with too many or too few members, reserved symbols, repeats of nothing, distances before the text, wrong lengths.
 */
export function makeDeflate(random: SeededRandom, wrongShare: number): Uint8Array {
  const writer = new BitWriter();
  // Behind a window of text every distance is right.
  const isRoomy = random.chance(0.3);
  if (isRoomy) {
    writer.number(0, 3);
    writeStored(writer, random, 0, 32_768);
  }
  const blocks = random.between(1, 6);
  for (let block = 1; block <= blocks; block++) {
    writer.number(block === blocks && !random.chance(wrongShare) ? 1 : 0, 1);
    const type = random.chance(wrongShare / 4) ? 3 : random.pick([0, 1, 2, 2, 2]);
    writer.number(type, 2);
    if (type === 0) writeStored(writer, random, wrongShare, random.pick([0, random.between(1, 300), random.between(1, 40_000), random.between(30_000, 65_535)]));
    else if (type === 1)
      writeSymbols(
        writer,
        random,
        fixedLitlens(),
        Array.from({ length: 32 }, () => 5),
        wrongShare,
        isRoomy,
      );
    else if (type === 2) writeDynamic(writer, random, wrongShare, isRoomy);
  }
  return writer.finish();
}

function writeStored(writer: BitWriter, random: SeededRandom, wrongShare: number, length: number): void {
  writer.align();
  writer.number(length, 16);
  writer.number(random.chance(wrongShare) ? random.between(0, 0xffff) : length ^ 0xffff, 16);
  for (let i = 0; i < length; i++) writer.number(random.bits() >>> 24, 8);
}

const fixedLitlens = (): Lengths => Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));

function writeDynamic(writer: BitWriter, random: SeededRandom, wrongShare: number, isRoomy: boolean): void {
  const litlens = makeLengths(random, random.chance(wrongShare) ? 288 : random.between(257, 286), random.pick([1, 2, 5, 60, 286]), CODE_BITS_MAX, wrongShare, END_OF_BLOCK);
  const distances = makeLengths(random, random.chance(wrongShare) ? 32 : random.between(1, 30), random.pick([0, 1, 2, 10, 30]), CODE_BITS_MAX, wrongShare);
  if (random.chance(wrongShare)) litlens[END_OF_BLOCK] = 0;
  const sequence = toPrecode(random, [...litlens, ...distances], wrongShare);
  const precodes = makeLengths(random, 19, random.between(1, 19), PRECODE_BITS_MAX, wrongShare);
  giveCodesTo([...new Set(sequence.map(({ symbol }) => symbol))], precodes, random);
  let shown = 19;
  while (shown > 4 && precodes[PRECODE_ORDER[shown - 1]!] === 0) shown--;
  writer.number(litlens.length - 257, 5);
  writer.number(distances.length - 1, 5);
  writer.number(shown - 4, 4);
  for (const symbol of PRECODE_ORDER.slice(0, shown)) writer.number(precodes[symbol]!, 3);
  const codes = codesOf(precodes);
  for (const { symbol, extra, extraBits } of sequence) {
    writer.code(codes[symbol] ?? { code: 0, length: 1 });
    writer.number(extra, extraBits);
  }
  writeSymbols(writer, random, litlens, distances, wrongShare, isRoomy);
}

/** Lengths of a complete code of up to `wanted` of `symbols` symbols, always with `needed`; or of what is no such code. */
function makeLengths(random: SeededRandom, symbols: number, wanted: number, bitsMax: number, wrongShare: number, needed?: number): Lengths {
  const leaves = wanted === 0 ? [] : [wanted === 1 ? 1 : 0];
  const isDeep = random.chance(0.5);
  while (leaves.length < Math.min(wanted, symbols)) {
    // The last leaf again and again makes the longest codes.
    const at = isDeep && random.chance(0.8) ? leaves.length - 1 : random.below(leaves.length);
    if (leaves[at]! >= bitsMax) {
      if (leaves.every((leaf) => leaf >= bitsMax)) break;
      continue;
    }
    leaves.push(++leaves[at]!);
  }
  if (leaves.length > 0 && random.chance(wrongShare)) leaves[random.below(leaves.length)] = random.between(1, bitsMax);
  // One code too few, or one of the longest too many.
  if (random.chance(wrongShare)) leaves.pop();
  if (leaves.length > 0 && random.chance(wrongShare)) leaves.push(random.pick([Math.max(...leaves), bitsMax]));
  const lengths: Lengths = Array.from({ length: symbols }, () => 0);
  const free = Array.from({ length: symbols }, (_, i) => i).filter((symbol) => symbol !== needed);
  for (const [index, leaf] of leaves.entries()) {
    const symbol = index === 0 && needed !== undefined ? needed : (free.splice(random.below(free.length), 1)[0] ?? 0);
    lengths[symbol] = leaf;
  }
  return lengths;
}

/** Make sure that these symbols have codes: the lengths change their places. */
function giveCodesTo(symbols: readonly number[], lengths: Lengths, random: SeededRandom): void {
  if (lengths.filter((length) => length > 0).length < symbols.length)
    lengths.fill(0).splice(0, lengths.length, ...makeLengths(random, lengths.length, lengths.length, PRECODE_BITS_MAX, 0));
  for (const symbol of symbols) {
    if (lengths[symbol] !== 0) continue;
    const other = lengths.findIndex((length, index) => length > 0 && !symbols.includes(index));
    if (other === -1) return;
    [lengths[symbol], lengths[other]] = [lengths[other]!, 0];
  }
}

/** Lengths as symbols of the precode, repeats included. */
function toPrecode(random: SeededRandom, lengths: Lengths, wrongShare: number): { symbol: number; extra: number; extraBits: number }[] {
  const sequence: { symbol: number; extra: number; extraBits: number }[] = [];
  if (random.chance(wrongShare / 2)) sequence.push({ symbol: 16, extra: 0, extraBits: 2 });
  for (let at = 0; at < lengths.length;) {
    let times = 1;
    while (at + times < lengths.length && lengths[at + times] === lengths[at]) times++;
    // A repeat may go past the end.
    const isLast = at + times === lengths.length;
    const most = random.chance(isLast ? wrongShare * 4 : wrongShare) ? times + random.pick([1, 5]) : times;
    if (lengths[at] === 0 && most >= 11 && random.chance(0.9)) times = pushRepeat(18, 7, 11, Math.min(most, 138));
    else if (lengths[at] === 0 && most >= 3 && random.chance(0.9)) times = pushRepeat(17, 3, 3, Math.min(most, 10));
    else if (at > 0 && lengths[at] === lengths[at - 1] && most >= 3 && random.chance(0.9)) times = pushRepeat(16, 2, 3, Math.min(most, 6));
    else {
      sequence.push({ symbol: lengths[at]!, extra: 0, extraBits: 0 });
      times = 1;
    }
    at += times;
  }
  return sequence;

  function pushRepeat(symbol: number, extraBits: number, base: number, times: number): number {
    sequence.push({ symbol, extra: times - base, extraBits });
    return times;
  }
}

/** The canonical codes of the lengths. Source: RFC 1951, section 3.2.2. */
function codesOf(lengths: Lengths): Codes {
  const codes: Codes = [];
  let code = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length++, code <<= 1) {
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = { code: code++, length };
  }
  return codes;
}

/** Symbols that have codes, in any order, and the end of the block. */
function writeSymbols(writer: BitWriter, random: SeededRandom, litlens: Lengths, distances: Lengths, wrongShare: number, isRoomy: boolean): void {
  const litlenCodes = codesOf(litlens);
  const distanceCodes = codesOf(distances);
  const usable = (codes: Codes, end: number): number[] => [...codes.keys()].filter((symbol) => codes[symbol] !== undefined && (symbol < end || random.chance(wrongShare)));
  const litlenSymbols = usable(litlenCodes, 286).filter((symbol) => symbol !== END_OF_BLOCK);
  const distanceSymbols = usable(distanceCodes, 30);
  const near = distanceSymbols.filter((distance) => distance < 6);
  const matchShare = random.pick([0.05, 0.5, 0.95]);
  const literals = litlenSymbols.filter((symbol) => symbol < END_OF_BLOCK);
  const matches = litlenSymbols.filter((symbol) => symbol > END_OF_BLOCK);
  const count = random.pick([0, 3, random.between(10, 400), random.between(10, 3_000)]);
  for (let i = 0; i < count; i++) {
    const isMatch = matches.length > 0 && (literals.length === 0 || random.chance(matchShare)) && (distanceSymbols.length > 0 || random.chance(wrongShare));
    // The first literals give the distances something to reach.
    const symbols = isMatch && (isRoomy || i > 8 || random.chance(wrongShare)) ? matches : literals;
    if (symbols.length === 0) break;
    const symbol = random.pick(symbols);
    writer.code(litlenCodes[symbol]!);
    if (symbols === literals) continue;
    writer.number(random.bits(), LENGTH_EXTRA_BITS[symbol - 257]!);
    // Near ones are allowed at any place; far ones are too far at the beginning.
    const isNear = !isRoomy && near.length > 0 && (i < 300 || random.chance(0.5)) && !random.chance(wrongShare);
    const distance = isNear ? random.pick(near) : (distanceSymbols[random.below(distanceSymbols.length)] ?? 0);
    writer.code(distanceCodes[distance] ?? { code: 0, length: 1 });
    // The farthest of all is the one that a window too small loses.
    writer.number(random.chance(0.1) ? 0xffff : random.bits(), DISTANCE_EXTRA_BITS[distance]!);
  }
  writer.code(litlenCodes[END_OF_BLOCK] ?? { code: 0, length: 1 });
}
