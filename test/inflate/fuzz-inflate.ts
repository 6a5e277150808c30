import { constants, deflateRawSync } from "node:zlib";
import { createInflater, type Inflater } from "../../shared/adapters/zlib/inflater.ts";
import { createSeededRandom, type SeededRandom } from "../generate/seeded-random.ts";
import { makeDeflate } from "./make-deflate.ts";
import { concat, makeText } from "./make-text.ts";
import { randomBytesOf } from "./random-bytes.ts";
import { runInflater } from "./run-inflater.ts";
import { judgeWithZlib, type Judgement } from "./zlib-judgement.ts";

/** What a run of the fuzzer saw: how many streams of each end, and the first one on which the inflater and zlib differ. */
export interface FuzzReport {
  runs: number;
  ended: number;
  truncated: number;
  corrupt: number;
  textBytes: number;
  failure: { seed: number; what: string } | undefined;
}

const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK, Z_FINISH } = constants;
const STRATEGIES = [Z_DEFAULT_STRATEGY, Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED];
/** The symbols whose last bits are in the byte that shows what is wrong: fewer than nine, of 258 bytes at most. */
const TEXT_BEFORE_WRONG_MAX = 8 * 258;
/** Parts and pieces of one stream, about. */
const STEPS = 2_000;

/** Pieces smaller than one match, of a few, and of the product: the window moves often, rarely, and as it does there. They are used again and again. */
function createInflaters(): Inflater[] {
  return [createInflater(200), createInflater(3_000), createInflater(256 * 1024)];
}

/** Inflate `runs` streams, right and wrong ones, in parts and pieces of any size, and compare text, end and place with zlib. The seeds count up. */
export function fuzzInflate(firstSeed: number, runs: number, onProgress: (runs: number) => void = () => {}): FuzzReport {
  const report: FuzzReport = { runs: 0, ended: 0, truncated: 0, corrupt: 0, textBytes: 0, failure: undefined };
  const inflaters = createInflaters();
  for (let seed = firstSeed; report.runs < runs; seed++) {
    const random = createSeededRandom(seed);
    const stream = makeStream(random);
    const judgement = judgeWithZlib(stream);
    // Not so small that a long stream takes all the time.
    const partBytes = Math.max(Math.ceil(stream.length / STEPS), random.pick([1, 7, random.between(1, 100), random.between(100, 5_000), 1 << 20]));
    const textBytesMax = Math.max(Math.ceil(judgement.text.length / STEPS), random.pick([1 << 20, 1 << 20, random.between(1, 400), random.between(400, 40_000)]));
    const end = runInflater(random.pick(inflaters), stream, partBytes, textBytesMax, random);
    const difference = differenceOf(judgement, end);
    report.runs++;
    report[judgement.status]++;
    report.textBytes += judgement.text.length;
    if (difference !== undefined) return { ...report, failure: { seed, what: `${difference} (${stream.length} bytes, parts of ${partBytes}, text of ${textBytesMax})` } };
    onProgress(report.runs);
  }
  return report;
}

/** What differs, in words. Of a corrupt stream our text may go on behind zlib's by what the byte holds that shows it. */
function differenceOf(zlib: Judgement, ours: ReturnType<typeof runInflater>): string | undefined {
  if (zlib.status !== ours.status) return `zlib ${zlib.status}, ours ${ours.status}`;
  const bytes = ours.status === "corrupt" ? ours.bytes - 1 : zlib.status === "truncated" ? zlib.bytes : ours.bytes;
  if (zlib.bytes !== bytes) return `${zlib.status}: zlib at byte ${zlib.bytes}, ours at ${bytes}`;
  const more = ours.text.length - zlib.text.length;
  if (more < 0 || more > (zlib.status === "corrupt" ? TEXT_BEFORE_WRONG_MAX : 0)) return `${zlib.status}: text of zlib ${zlib.text.length} bytes, ours ${ours.text.length}`;
  return Buffer.compare(zlib.text, ours.text.subarray(0, zlib.text.length)) === 0 ? undefined : `${zlib.status}: the text differs`;
}

/** A stream of a compressor or of none, whole or damaged, with anything behind it. */
function makeStream(random: SeededRandom): Uint8Array {
  const stream = random.chance(0.35) ? makeDeflate(random, random.pick([0, 0.01, 0.1])) : compress(random, makeText(random));
  const whole = random.chance(0.3) ? concat([stream, randomBytesOf(random, random.between(1, 30))]) : stream;
  const damage = random.between(0, 9);
  if (damage < 4) return whole;
  if (damage < 6) return whole.subarray(0, random.chance(0.5) ? random.below(whole.length + 1) : Math.max(0, whole.length - random.between(1, 12)));
  return spoil(random, whole);
}

/** Compressed at once, or with flushes on the way. */
function compress(random: SeededRandom, text: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let rest = text;
  while (rest.length > 0 && random.chance(0.4)) {
    const length = random.between(0, 20_000);
    parts.push(deflateRawSync(rest.subarray(0, length), { ...optionsOf(random), finishFlush: random.pick([Z_SYNC_FLUSH, Z_FULL_FLUSH]) }));
    rest = rest.subarray(length);
  }
  // Ends in the middle of a byte, without a last block: what follows is read as bits of it.
  const finishFlush = random.chance(0.05) ? Z_BLOCK : Z_FINISH;
  return concat([...parts, deflateRawSync(rest, { ...optionsOf(random), finishFlush })]);
}

function optionsOf(random: SeededRandom): { level: number; strategy: number; memLevel: number; windowBits: number } {
  return { level: random.between(0, 9), strategy: random.pick(STRATEGIES), memLevel: random.between(1, 9), windowBits: random.between(9, 15) };
}

/** Change bits and bytes, cut some out, or put some in. */
function spoil(random: SeededRandom, stream: Uint8Array): Uint8Array {
  if (stream.length === 0) return stream;
  let spoilt: Uint8Array = stream.slice();
  // Near the beginning are the header's lengths, which everything depends on.
  const placeIn = (length: number): number => (random.chance(0.4) ? random.below(Math.min(length, 90)) : random.below(length));
  for (let times = random.pick([1, 1, 2, 5]); times > 0 && spoilt.length > 0; times--) {
    const at = placeIn(spoilt.length);
    const kind = random.between(0, 5);
    if (kind < 3) spoilt[at]! ^= 1 << random.below(8);
    else if (kind === 3) spoilt[at] = random.bits() >>> 24;
    else if (kind === 4) spoilt = concat([spoilt.subarray(0, at), spoilt.subarray(at + random.between(1, 4))]);
    else spoilt = concat([spoilt.subarray(0, at), randomBytesOf(random, random.between(1, 4)), spoilt.subarray(at)]);
  }
  return spoilt;
}
