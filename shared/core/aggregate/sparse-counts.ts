import { assert, failAssertion } from "../errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import { COUNT_MAX, type ByteWriter } from "./byte-writer.ts";

/** Counts by a small whole number: `counts[i]`, at least 1, is the count of `indices[i]`, which ascend. */
export interface SparseCounts {
  readonly indices: readonly number[];
  readonly counts: readonly number[];
}

/** Nothing counted. */
export function emptySparseCounts(): SparseCounts {
  return { indices: [], counts: [] };
}

/** The sum of all counts. */
export function sumSparseCounts({ counts }: SparseCounts): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}

/** The sum of the counts of the indices `[startIndex, endIndex)`. */
export function sumSparseCountsOf({ indices, counts }: SparseCounts, startIndex: number, endIndex = Infinity): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) if (indices[i]! >= startIndex && indices[i]! < endIndex) sum += counts[i]!;
  return sum;
}

/** Both together, index by index. */
export function mergeSparseCounts(left: SparseCounts, right: SparseCounts): SparseCounts {
  if (right.indices.length === 0) return left;
  if (left.indices.length === 0) return right;
  const indices: number[] = [];
  const counts: number[] = [];
  const [leftEnd, rightEnd] = [left.indices.length, right.indices.length];
  for (let l = 0, r = 0; l < leftEnd || r < rightEnd;) {
    const leftIndex = l < leftEnd ? left.indices[l]! : Infinity;
    const rightIndex = r < rightEnd ? right.indices[r]! : Infinity;
    let count = 0;
    if (leftIndex <= rightIndex) count += left.counts[l++]!;
    if (rightIndex <= leftIndex) count += right.counts[r++]!;
    indices.push(leftIndex < rightIndex ? leftIndex : rightIndex);
    counts.push(count);
  }
  return { indices, counts };
}

/**
 * Encode: how many, then each as `2 · count`, or `2 · count + 1` and the number of indices skipped before it.
 * So neighbours, the usual case in a histogram, need one byte up to a count of 63.
 * @throws AssertionError unless the indices ascend below `indexEnd` and every count is whole and at least 1.
 */
export function encodeSparseCounts(writer: ByteWriter, { indices, counts }: SparseCounts, indexEnd: number): void {
  assert(indices.length === counts.length, "SPARSE_COUNTS");
  writer.integer(indices.length);
  let expected = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    const count = counts[i]!;
    const skipped = index - expected;
    if (!(skipped >= 0 && index < indexEnd && Number.isInteger(count) && count >= 1 && count <= COUNT_MAX)) failAssertion("SPARSE_COUNTS", { index, count });
    writer.integer(count * 2 + (skipped > 0 ? 1 : 0));
    if (skipped > 0) writer.integer(skipped - 1);
    expected = index + 1;
  }
}

/** @throws AssertionError unless the bytes are the encoding of counts of indices below `indexEnd`. */
export function decodeSparseCounts(reader: ByteReader, indexEnd: number): SparseCounts {
  const size = reader.size(indexEnd, 1);
  const indices: number[] = [];
  const counts: number[] = [];
  let expected = 0;
  for (let i = 0; i < size; i++) {
    const token = reader.integer();
    const hasGap = token % 2;
    const index = hasGap === 1 ? expected + reader.integer(indexEnd) + 1 : expected;
    const count = (token - hasGap) / 2;
    if (index >= indexEnd || count < 1) failAssertion("SPARSE_COUNTS", { index, count });
    indices.push(index);
    counts.push(count);
    expected = index + 1;
  }
  return { indices, counts };
}
