import type { SparseCounts } from "./sparse-counts.ts";

const CHUNK_BITS = 6;
/** Neighbouring counters that are allocated together: one octave of a histogram. */
export const CHUNK_COUNTERS = 1 << CHUNK_BITS;
const CHUNK_BYTES = CHUNK_COUNTERS * 4;
const SEGMENT_BITS = 6;
/** Chunks of one array. Memory grows by whole arrays, so that growing copies no counters. */
const SEGMENT_CHUNKS = 1 << SEGMENT_BITS;
const COUNTER_END = 2 ** 32;

/**
 * Rows of a few thousand counters each, most of which stay 0: a chunk of 64 counters exists once something in it is counted.
 * Counters are 32 bits wide, stored as signed numbers and meant as unsigned ones; how often one passed 2^32 is kept beside them.
 */
export class CounterRows {
  /** Memory of the chunks in use. */
  memoryBytes = 0;
  private readonly chunksPerRow: number;
  /** The chunk of each group of counters of each row; 0 is none. */
  private chunks: Int32Array;
  private readonly segments: Int32Array[] = [];
  private chunkCount = 1;
  private readonly freeChunks: number[] = [];
  private readonly wraps = new Map<number, number>();

  constructor(countersPerRow: number, rowCapacity: number) {
    this.chunksPerRow = Math.ceil(countersPerRow / CHUNK_COUNTERS);
    this.chunks = new Int32Array(rowCapacity * this.chunksPerRow);
  }

  /** Make room for rows up to `rowCapacity`. */
  grow(rowCapacity: number): void {
    const chunks = new Int32Array(rowCapacity * this.chunksPerRow);
    chunks.set(this.chunks);
    this.chunks = chunks;
  }

  /** Add 1 to one counter: {@link add} in whole 32-bit numbers, several times as fast. */
  increment(row: number, counter: number): void {
    const slot = row * this.chunksPerRow + (counter >> CHUNK_BITS);
    let chunk = this.chunks[slot]!;
    if (chunk === 0) chunk = this.addChunk(slot);
    const segment = this.segments[chunk >> SEGMENT_BITS]!;
    const position = ((chunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS) | (counter & (CHUNK_COUNTERS - 1));
    const value = (segment[position]! + 1) | 0;
    segment[position] = value;
    if (value === 0) this.wrap(chunk * CHUNK_COUNTERS + (counter & (CHUNK_COUNTERS - 1)), 1);
  }

  /** Add `count` to one counter. */
  add(row: number, counter: number, count: number): void {
    const slot = row * this.chunksPerRow + (counter >> CHUNK_BITS);
    const chunk = this.chunks[slot]! || this.addChunk(slot);
    const segment = this.segments[chunk >> SEGMENT_BITS]!;
    const position = ((chunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS) | (counter & (CHUNK_COUNTERS - 1));
    const value = (segment[position]! >>> 0) + count;
    segment[position] = value;
    this.wrap(chunk * CHUNK_COUNTERS + (counter & (CHUNK_COUNTERS - 1)), Math.floor(value / COUNTER_END));
  }

  private addChunk(slot: number): number {
    this.memoryBytes += CHUNK_BYTES;
    let chunk = this.freeChunks.pop();
    if (chunk === undefined) {
      chunk = this.chunkCount++;
      if (chunk >> SEGMENT_BITS >= this.segments.length) this.segments.push(new Int32Array(SEGMENT_CHUNKS * CHUNK_COUNTERS));
    }
    this.chunks[slot] = chunk;
    return chunk;
  }

  private wrap(counter: number, times: number): void {
    if (times > 0) this.wraps.set(counter, (this.wraps.get(counter) ?? 0) + times);
  }

  /** Add the counters of `fromRow` of `from`, whose rows have as many counters, to those of `row`. */
  merge(row: number, from: CounterRows, fromRow: number): void {
    for (let group = 0; group < this.chunksPerRow; group++) {
      const fromChunk = from.chunks[fromRow * this.chunksPerRow + group]!;
      if (fromChunk === 0) continue;
      const slot = row * this.chunksPerRow + group;
      const chunk = this.chunks[slot]! || this.addChunk(slot);
      const [counters, base] = [this.segments[chunk >> SEGMENT_BITS]!, (chunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS];
      const [fromCounters, fromBase] = [from.segments[fromChunk >> SEGMENT_BITS]!, (fromChunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS];
      for (let i = 0; i < CHUNK_COUNTERS; i++) {
        const count = (counters[base + i]! >>> 0) + (fromCounters[fromBase + i]! >>> 0);
        if (count >= COUNTER_END) this.wrap(chunk * CHUNK_COUNTERS + i, 1);
        counters[base + i] = count;
      }
      if (from.wraps.size > 0) for (let i = 0; i < CHUNK_COUNTERS; i++) this.wrap(chunk * CHUNK_COUNTERS + i, from.wraps.get(fromChunk * CHUNK_COUNTERS + i) ?? 0);
    }
  }

  /** The counters of a row from `startCounter`, the first of a chunk, up to `endCounter` that are not 0; indices count from `startCounter`. */
  read(row: number, startCounter: number, endCounter: number): SparseCounts {
    const indices: number[] = [];
    const counts: number[] = [];
    for (let first = startCounter; first < endCounter; first += CHUNK_COUNTERS) {
      const chunk = this.chunks[row * this.chunksPerRow + (first >> CHUNK_BITS)]!;
      if (chunk === 0) continue;
      const segment = this.segments[chunk >> SEGMENT_BITS]!;
      const base = (chunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS;
      for (let i = 0; i < CHUNK_COUNTERS; i++) {
        const wrapped = this.wraps.size === 0 ? 0 : (this.wraps.get(chunk * CHUNK_COUNTERS + i) ?? 0);
        const count = (segment[base + i]! >>> 0) + wrapped * COUNTER_END;
        if (count === 0) continue;
        indices.push(first - startCounter + i);
        counts.push(count);
      }
    }
    return { indices, counts };
  }

  /** Set all counters of a row to 0 and free their memory for other rows. */
  clear(row: number): void {
    for (let slot = row * this.chunksPerRow; slot < (row + 1) * this.chunksPerRow; slot++) {
      const chunk = this.chunks[slot]!;
      if (chunk === 0) continue;
      const base = (chunk & (SEGMENT_CHUNKS - 1)) << CHUNK_BITS;
      this.segments[chunk >> SEGMENT_BITS]!.fill(0, base, base + CHUNK_COUNTERS);
      if (this.wraps.size > 0) for (let i = 0; i < CHUNK_COUNTERS; i++) this.wraps.delete(chunk * CHUNK_COUNTERS + i);
      this.chunks[slot] = 0;
      this.freeChunks.push(chunk);
      this.memoryBytes -= CHUNK_BYTES;
    }
  }
}
