import { assert, failAssertion } from "../errors.ts";
import { LEVEL_BYTES_MAX } from "../limits.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import { COUNT_MAX, type ByteWriter } from "./byte-writer.ts";
import { codeOfName, compareNames, KNOWN_NAMES } from "./name-order.ts";

/** Records by level name or method: `counts[i]` of `names[i]`, in the order of {@link compareNames}. `other` are those of names that were not kept. */
export interface NameCounts {
  readonly names: readonly string[];
  readonly counts: readonly number[];
  readonly other: number;
}

/** Nothing counted. */
export function emptyNameCounts(): NameCounts {
  return { names: [], counts: [], other: 0 };
}

/** The sum of all counts, `other` included. */
export function sumNameCounts(names: NameCounts): number {
  return names.counts.reduce((sum, count) => sum + count, names.other);
}

/** Count `entries`, names of one character a byte: the first `namesMax` in the fixed order by name, the rest as `other`. */
export function nameCountsOf(entries: Iterable<readonly [string, number]>, namesMax: number, other = 0): NameCounts {
  const sorted = [...entries].filter(([, count]) => count > 0).sort((left, right) => compareNames(left[0], right[0]));
  const kept = sorted.slice(0, namesMax);
  const dropped = sorted.slice(namesMax).reduce((sum, [, count]) => sum + count, other);
  return { names: kept.map(([name]) => name), counts: kept.map(([, count]) => count), other: dropped };
}

/** Both together, cut to `namesMax` names. */
export function mergeNameCounts(left: NameCounts, right: NameCounts, namesMax: number): NameCounts {
  if (right.names.length === 0 && right.other === 0) return left;
  if (left.names.length === 0 && left.other === 0) return right;
  const counts = new Map(left.names.map((name, i) => [name, left.counts[i]!]));
  right.names.forEach((name, i) => counts.set(name, (counts.get(name) ?? 0) + right.counts[i]!));
  return nameCountsOf(counts, namesMax, left.other + right.other);
}

/** Throw unless the names ascend in their order and every count is whole and at least 1. */
export function assertNameCounts(names: NameCounts): void {
  assert(names.names.length === names.counts.length, "NAME_COUNTS");
  for (let i = 0; i < names.names.length; i++) {
    const name = names.names[i]!;
    const count = names.counts[i]!;
    assert(name.length >= 1 && name.length <= LEVEL_BYTES_MAX, "NAME_LENGTH");
    assert(i === 0 || compareNames(names.names[i - 1]!, name) < 0, "NAME_ORDER");
    if (!(Number.isInteger(count) && count >= 1 && count <= COUNT_MAX)) failAssertion("NAME_COUNT", { count });
  }
}

/** Encode: how many, then each as its number plus 1 if it is known, else 0, its length and its bytes; and its count. `other` at the end. */
export function encodeNameCounts(writer: ByteWriter, names: NameCounts): void {
  assertNameCounts(names);
  writer.integer(names.names.length);
  names.names.forEach((name, i) => {
    const code = codeOfName(name);
    writer.integer(code);
    if (code === 0) {
      writer.integer(name.length);
      writer.raw(textToBytes(name));
    }
    writer.count(names.counts[i]!);
  });
  writer.count(names.other);
}

/** @throws AssertionError unless the bytes are the encoding of at most `namesMax` names. */
export function decodeNameCounts(reader: ByteReader, namesMax: number): NameCounts {
  const size = reader.size(namesMax, 2);
  const names: string[] = [];
  const counts: number[] = [];
  for (let i = 0; i < size; i++) {
    const code = reader.integer(KNOWN_NAMES.length);
    const name = code > 0 ? KNOWN_NAMES[code - 1]! : bytesToText(reader.raw(reader.integer(LEVEL_BYTES_MAX)));
    assert(code > 0 || codeOfName(name) === 0, "DECODE_NOT_MINIMAL");
    names.push(name);
    counts.push(reader.count());
  }
  const decoded = { names, counts, other: reader.count() };
  assertNameCounts(decoded);
  return decoded;
}
