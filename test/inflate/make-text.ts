import { randomBytesOf } from "./random-bytes.ts";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";

/** Texts that lead a compressor to every kind of block, code, length and distance. */
export function makeText(random: SeededRandom): Uint8Array {
  const length = random.pick([0, 1, random.between(2, 50), random.between(50, 2_000), random.between(2_000, 20_000), random.between(20_000, 120_000)]);
  switch (random.between(0, 6)) {
    case 0:
      return generateLog({ seed: random.between(1, 1_000_000), kind: random.pick(LOG_KINDS), lines: Math.ceil(length / 150), malformedShare: 0.1 });
    case 1:
      return randomBytesOf(random, length);
    case 2:
      return makeRuns(random, length);
    case 3:
      return makeFarRepeats(random, length);
    case 4:
      return makeSkewed(random, length);
    case 5:
      return makeNearRepeats(random, length);
    default:
      return concat([makeSkewed(random, length >> 1), makeRuns(random, length >> 2), randomBytesOf(random, length >> 2)]);
  }
}

/** The parts, one behind the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Long and short runs of one byte. */
function makeRuns(random: SeededRandom, length: number): Uint8Array {
  const text = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const end = Math.min(length, at + random.pick([1, random.between(2, 20), random.between(200, 600), random.between(1, 5_000)]));
    text.fill(random.between(0, 255), at, end);
    at = end;
  }
  return text;
}

/** Pieces that come again after up to 32 KiB and more: the farthest distances, and such as are too far. */
function makeFarRepeats(random: SeededRandom, length: number): Uint8Array {
  const text = randomBytesOf(random, length);
  for (let at = 32_000; at < length; at += random.between(300, 5_000)) {
    const distance = Math.min(at, random.pick([32_768, 32_767, 32_769, random.between(16_000, 32_768), random.between(1, 32_768)]));
    text.copyWithin(at, at - distance, at - distance + random.between(3, 300));
  }
  return text;
}

/** Patterns of a few bytes, repeated: distances below a vector's size. */
function makeNearRepeats(random: SeededRandom, length: number): Uint8Array {
  const text = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const pattern = randomBytesOf(random, random.between(1, 40));
    const end = Math.min(length, at + random.between(pattern.length, 900));
    for (; at < end; at++) text[at] = pattern[(end - at) % pattern.length]!;
  }
  return text;
}

/** Few bytes often and many rarely: the longest codes. */
function makeSkewed(random: SeededRandom, length: number): Uint8Array {
  const text = new Uint8Array(length);
  const halves = random.between(2, 40) / 10;
  for (let at = 0; at < length; at++) text[at] = Math.floor(-Math.log2((random.bits() + 1) / 2 ** 32) * halves * 3);
  return text;
}
