import { afterAll, describe, expect, it } from "vitest";
import { createRangeReader, type Pieces, type SharedReading } from "../../cli/analyze/range-reader.ts";
import { fileObjectStore } from "../../shared/adapters/file-system/object-store.ts";
import { finalizeSummary } from "../../shared/core/aggregate/finalize-summary.ts";
import { mergePartials } from "../../shared/core/aggregate/merge-partials.test-support.ts";
import { decodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { buildJob } from "../contract/fixtures.ts";
import { generateLog } from "../generate/generate-log.ts";
import { createFolder } from "./run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
const LINE_BYTES_MAX = 1_000;
const log = Buffer.from(generateLog({ seed: 7, kind: "combined", lines: 2_000, malformedShare: 0.05 })).toString("latin1");
// A line of a megabyte would leave most shares nothing.
const content = Buffer.from(
  log
    .split("\n")
    .filter((line) => line.length < LINE_BYTES_MAX)
    .join("\n"),
  "latin1",
);
const path = folder.write("access.log", content);

/** Pieces of `pieceBytes` that nobody has taken. */
function cut(pieceBytes: number, shareBytesFull: number): Pieces {
  return { pieceBytes, shareBytesFull, taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

function share(pieces: Pieces | undefined): SharedReading {
  return { bytesRead: new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)), pieces };
}

async function jobOfContent() {
  const facts = await fileObjectStore().readStart("", path, 0);
  return buildJob({ ...facts!, bucketName: "", objectKey: path, encoding: "plain", rangeBytes: content.length, rangeCount: 1, lastModifiedMs: 0 });
}

describe("the shares of a file", () => {
  it.each([
    { pieceBytes: 1_000, shareBytesFull: Infinity, shares: 2 },
    { pieceBytes: 4_099, shareBytesFull: 20_000, shares: Math.ceil(content.length / 20_000) },
    { pieceBytes: content.length, shareBytesFull: 1, shares: 3 },
  ])("together are the whole: $shares of at least $shareBytesFull bytes, in pieces of $pieceBytes", async ({ pieceBytes, shareBytesFull, shares }) => {
    const job = await jobOfContent();
    const whole = await createRangeReader(share(undefined))(job, 0);
    const pieces = cut(pieceBytes, shareBytesFull);
    // Two readers of one file that take pieces by turns, as threads do.
    const readers = [createRangeReader(share(pieces)), createRangeReader(share(pieces))];
    const partials = await Promise.all(Array.from({ length: shares }, (_, i) => readers[i % 2]!(job, 0)));
    expect(mergePartials(partials)).toEqual(mergePartials([whole]));
    const linesOf = partials.map(({ summary }) => finalizeSummary(decodeSummary(summary)).lines);
    expect(linesOf.filter((lines) => lines > 0)).toHaveLength(Math.min(shares, Math.ceil(content.length / pieceBytes)));
  });

  it("ends when it is full", async () => {
    const pieces = cut(1_000, 3_500);
    await createRangeReader(share(pieces))(await jobOfContent(), 0);
    expect(pieces.taken[0]).toBe(4);
  });
});
