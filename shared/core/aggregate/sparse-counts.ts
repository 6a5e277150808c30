import { assert } from "../errors.ts";
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

/** The sum of the counts of `[startIndex, endIndex)`, of all by default. */
export function sumSparseCounts(sparse: SparseCounts, startIndex = 0, endIndex = Infinity): number {
  let sum = 0;
  for (let i = 0; i < sparse.indices.length; i++) {
    if (sparse.indices[i]! >= startIndex && sparse.indices[i]! < endIndex) sum += sparse.counts[i]!;
  }
  return sum;
}

/** Both together, index by index. */
export function mergeSparseCounts(left: SparseCounts, right: SparseCounts): SparseCounts {
  if (right.indices.length === 0) return left;
  if (left.indices.length === 0) return right;
  const indices: number[] = [];
  const counts: number[] = [];
  for (let l = 0, r = 0; l < left.indices.length || r < right.indices.length;) {
    const leftIndex = left.indices[l] ?? Infinity;
    const rightIndex = right.indices[r] ?? Infinity;
    indices.push(Math.min(leftIndex, rightIndex));
    counts.push((leftIndex <= rightIndex ? left.counts[l++]! : 0) + (rightIndex <= leftIndex ? right.counts[r++]! : 0));
  }
  return { indices, counts };
}

/** Throw unless the indices ascend below `indexEnd` and every count is whole and at least 1. */
export function assertSparseCounts(sparse: SparseCounts, indexEnd: number): void {
  assert(sparse.indices.length === sparse.counts.length, "SPARSE_COUNTS");
  let previous = -1;
  for (let i = 0; i < sparse.indices.length; i++) {
    const index = sparse.indices[i]!;
    const count = sparse.counts[i]!;
    assert(index > previous && index < indexEnd && Number.isInteger(count) && count >= 1 && count <= COUNT_MAX, "SPARSE_COUNTS", { index, count });
    previous = index;
  }
}

/**
 * Encode: how many, then each as `2 · count`, or `2 · count + 1` and the number of indices skipped before it.
 * So neighbours, the usual case in a histogram, need one byte up to a count of 63.
 */
export function encodeSparseCounts(writer: ByteWriter, sparse: SparseCounts): void {
  writer.integer(sparse.indices.length);
  let expected = 0;
  for (let i = 0; i < sparse.indices.length; i++) {
    const skipped = sparse.indices[i]! - expected;
    writer.integer(sparse.counts[i]! * 2 + (skipped > 0 ? 1 : 0));
    if (skipped > 0) writer.integer(skipped - 1);
    expected = sparse.indices[i]! + 1;
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
    const index = expected + (token % 2 === 1 ? reader.integer(indexEnd) + 1 : 0);
    indices.push(index);
    counts.push(Math.floor(token / 2));
    expected = index + 1;
  }
  const sparse = { indices, counts };
  assertSparseCounts(sparse, indexEnd);
  return sparse;
}
