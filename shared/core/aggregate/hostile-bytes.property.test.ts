import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import { aggregateLines, START_MS, testLines, type TestRecord } from "./lines.test-support.ts";
import { decodeSummary, encodeSummary, SUMMARY_VERSION } from "./summary-encoding.ts";
import { packWindow } from "./window.ts";
import { createPageWriter, readWindows, WINDOW_PAGE_VERSION } from "./window-pages.ts";

const RECORD: TestRecord = {
  verdict: 0,
  timestampMs: START_MS,
  status: -1,
  durationMicros: -1,
  bytes: -1,
  isErrorLevel: false,
  level: undefined,
  method: undefined,
  path: undefined,
  service: undefined,
  host: undefined,
};

const LIMITS: AggregateLimits = { ...AGGREGATE_LIMITS, trackedKeysMax: 3, levelNamesMax: 3, windowsMax: 5 };

/** What `decode` gives; undefined when it refuses, which must be by an AssertionError with a code. */
function orRefused<Decoded>(decode: () => Decoded): Decoded | undefined {
  try {
    return decode();
  } catch (error) {
    expect(error).toBeInstanceOf(AssertionError);
    expect((error as AssertionError).code).toMatch(/^[A-Z_]+$/);
    return undefined;
  }
}

/** Decode, and encode again: what was not refused must be the only thing with these bytes. Undefined when it was refused. */
function recodeSummary(bytes: Uint8Array): Uint8Array | undefined {
  const summary = orRefused(() => decodeSummary(bytes, LIMITS));
  return summary && encodeSummary(summary);
}

function recodePage(bytes: Uint8Array): Uint8Array | undefined {
  const windows = orRefused(() => [...readWindows([bytes], LIMITS)]);
  if (windows === undefined) return undefined;
  const pages: Uint8Array[] = [];
  const writer = createPageWriter((page) => pages.push(page), LIMITS);
  for (const window of windows) writer.write(packWindow(window));
  writer.finish();
  return pages[0]!;
}

const changes = fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), isRemoved: fc.boolean() }), { minLength: 1, maxLength: 3 });
function garble(bytes: Uint8Array, edits: { at: number; byte: number; isRemoved: boolean }[]): Uint8Array {
  const garbled = [...bytes];
  for (const { at, byte, isRemoved } of edits) garbled.splice(at % garbled.length, isRemoved ? 1 : 0, ...(isRemoved ? [] : [byte]));
  return Uint8Array.from(garbled);
}

describe("decoding bytes that nobody encoded", () => {
  it("refuses garbled partials, or takes them for the only partial that has these bytes", () => {
    fc.assert(
      fc.property(testLines({ maxLength: 20 }), changes, (lines, edits) => {
        const { summary, windowPages } = aggregateLines(lines, LIMITS);
        const garbledSummary = garble(summary, edits);
        expect(recodeSummary(garbledSummary) ?? garbledSummary).toEqual(garbledSummary);
        for (const page of windowPages) {
          const garbledPage = garble(page, edits);
          expect(recodePage(garbledPage) ?? garbledPage).toEqual(garbledPage);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("refuses every truncation", () => {
    const [lines] = fc.sample(testLines({ maxLength: 20 }), { numRuns: 1, seed: 3 });
    const { summary, windowPages } = aggregateLines(lines!, LIMITS);
    for (let length = 0; length < summary.length; length++) expect(recodeSummary(summary.subarray(0, length))).toBeUndefined();
    expect(() => [...readWindows([windowPages[0]!.subarray(0, windowPages[0]!.length - 1)], LIMITS)]).toThrow(AssertionError);
  });

  it("refuses random bytes behind the right version, whatever sizes they claim", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const summary = Uint8Array.from([SUMMARY_VERSION, ...bytes]);
        expect(recodeSummary(summary) ?? summary).toEqual(summary);
        const page = Uint8Array.from([WINDOW_PAGE_VERSION, ...bytes]);
        expect(recodePage(page) ?? page).toEqual(page);
      }),
      { numRuns: 1000 },
    );
    expect(recodeSummary(Uint8Array.from([SUMMARY_VERSION + 1, 0, 0]))).toBeUndefined();
    expect(recodePage(Uint8Array.from([]))).toBeUndefined();
  });
});

describe("decodeSummary", () => {
  const keyed = (paths: string[]): Uint8Array =>
    aggregateLines(
      paths.map((path, i) => ({ ...RECORD, path, byteOffset: i, byteLength: 0 })),
      LIMITS,
      false,
    ).summary;
  /** The bytes with one stretch of them replaced. */
  const replaced = (bytes: Uint8Array, from: number[], to: number[]): Uint8Array => {
    const text = bytesToText(bytes);
    const at = text.indexOf(String.fromCharCode(...from));
    expect(at).toBeGreaterThan(0);
    return textToBytes(text.slice(0, at) + String.fromCharCode(...to) + text.slice(at + from.length));
  };

  it("refuses a list that claims more than there are bytes, before it makes room", () => {
    const summary = keyed([]);
    expect(() => decodeSummary(Uint8Array.from([...summary.subarray(0, -1), 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toThrow("DECODE_TRUNCATED");
  });

  it("refuses keys in a longer form, in another order, and twice", () => {
    const [slash, a, b] = "/ab".split("").map((character) => character.charCodeAt(0)) as [number, number, number];
    const summary = keyed(["/a", "/b"]);
    expect(decodeSummary(replaced(summary, [1, 1, b], [1, 1, b])).routes.size).toBe(2);
    expect(() => decodeSummary(replaced(summary, [1, 1, b], [0, 2, slash, b]))).toThrow("DECODE_NOT_MINIMAL");
    expect(() => decodeSummary(replaced(summary, [0, 2, slash, a], [0, 2, slash, 0x63]))).toThrow("KEY_ORDER");
    expect(() => decodeSummary(replaced(summary, [1, 1, b], [2, 0]))).toThrow("KEY_ORDER");
  });

  it("refuses key counts that do not add up", () => {
    const summary = keyed(["/a", "/b"]);
    const [slash, a] = "/a".split("").map((character) => character.charCodeAt(0)) as [number, number];
    const [records, untrackedMax, keys] = [2, 0, 2];
    const head = [records, untrackedMax, keys, 0, 2, slash, a];
    expect(() => decodeSummary(replaced(summary, head, [1, ...head.slice(1)]))).toThrow("KEY_TOTALS");
    expect(() => decodeSummary(replaced(summary, head, [records, 1, ...head.slice(2)]))).toThrow("KEY_TOTALS");
  });
});

describe("ByteReader", () => {
  it("reads every integer and sum that was written, and refuses longer forms of them", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 112n - 1n }), (integer, sum) => {
        const writer = new ByteWriter();
        writer.integer(integer);
        writer.sum(sum);
        writer.sum(BigInt(integer));
        const reader = new ByteReader(writer.toBytes());
        expect([reader.integer(), reader.sum(), reader.sum()]).toEqual([integer, sum, BigInt(integer)]);
        reader.end();
      }),
    );
    for (const bytes of [[0x80, 0x00], [0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]]) {
      expect(() => new ByteReader(Uint8Array.from(bytes)).integer()).toThrow(AssertionError);
    }
    for (const bytes of [[0x80, 0x00], [0xff], Array(16).fill(0xff).concat(1), Array(9).fill(0x80).concat(0)]) {
      expect(() => new ByteReader(Uint8Array.from(bytes)).sum()).toThrow(AssertionError);
    }
  });
});
