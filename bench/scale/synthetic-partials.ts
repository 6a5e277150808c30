import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { createRangeAggregate } from "../../shared/core/aggregate/range-aggregate.ts";
import { mergePartials } from "../../shared/core/aggregate/merge-partials.test-support.ts";
import { decodeSummary, encodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { createPageWriter, readPackedWindows } from "../../shared/core/aggregate/window-pages.ts";
import { emptyLineFields } from "../../shared/core/parse/line-fields.ts";
import { createSeededRandom } from "../../test/generate/seeded-random.ts";

const MINUTE_MS = 60_000;
/** Between the partials of neighbours, so that they share no half. It has no divisor in common with the number of partials. */
const STRIDE = 25;
/** A usual line, and the routes of a usual log. */
export const LINE_BYTES = 200;
export const ROUTES = 50;
/** A usual log covers four minutes in 64 MiB; where that were too many days it is denser. */
export const MINUTES_PER_BYTE = 4 / 2 ** 26;
/** Where a log of the model begins. */
const LOG_START_MS = Date.UTC(2026, 9, 1);

/**
 * What the real aggregate makes of so many bytes of a usual Combined log with durations in ms, over so many minutes: lines of 200 bytes, 50 routes
 * of which some are much more frequent, log-normal durations. The records are those of `bench/aggregate.ts`.
 */
function measurePartial(rangeBytes: number, minutes: number, seed: number): EncodedPartial {
  const { fraction: random } = createSeededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weighted = <Item>(items: readonly Item[]): Item => items[Math.floor(items.length * random() ** 3)]!;
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const routes = Array.from({ length: ROUTES }, (_, i) => ({
    path: encode(`/api/v${i % 3}/resource-${i}/12345678/details?page=${i}&q=test`),
    median: 20_000 * Math.exp(normal()),
  }));
  const methods = ["GET", "POST", "HEAD", "PUT"].map(encode);
  const range = createRangeAggregate({ keepsSampleText: false });
  const fields = emptyLineFields();
  const records = Math.floor(rangeBytes / LINE_BYTES);
  for (let i = 0; i < records; i++) {
    const route = weighted(routes);
    const method = weighted(methods);
    fields.timestampMs = LOG_START_MS + Math.min(minutes - 1, Math.floor((i / records) * minutes)) * MINUTE_MS;
    fields.status = weighted([200, 200, 200, 304, 301, 404, 500]);
    fields.bytes = Math.floor(random() * 50_000);
    fields.durationMicros = Math.round((route.median * Math.exp(0.5 * normal())) / 1000) * 1000;
    Object.assign(fields.path, { bytes: route.path, start: 0, end: route.path.length });
    Object.assign(fields.method, { bytes: method, start: 0, end: method.length });
    range.record(fields, i * LINE_BYTES, LINE_BYTES - 1, route.path, 0);
  }
  return range.finish();
}

/** So many halves are measured; a range has two of them, so that neighbours are not alike: what is folded from them would compress as no log does. */
const HALVES = 12;

/** The partials of a job's ranges: some were measured, each has its minutes at its own place of the log. */
export interface SyntheticPartials {
  minutesPerRange: number;
  partialOf(rangeIndex: number): EncodedPartial;
}

/** The partials that {@link createSyntheticPartials} deals to the ranges of a log of `objectBytes` over `minutes`: every pair of a few measured halves. */
export function measurePartials(objectBytes: number, rangeBytes: number, minutes: number): EncodedPartial[] {
  const bytes = Math.min(rangeBytes, objectBytes);
  const minutesPerRange = Math.max(1, Math.ceil((minutes * bytes) / objectBytes));
  const halves = Array.from({ length: HALVES }, (_, i) => measurePartial(bytes / 2, minutesPerRange, i + 1));
  return halves.flatMap((one, i) => halves.slice(i + 1).map((other) => mergePartials([one, other])));
}

/** A log of `objectBytes` over `minutes`, in ranges of `rangeBytes`, which have the measured partials in an order that mixes them. */
export function createSyntheticPartials(objectBytes: number, rangeBytes: number, minutes: number, measured: readonly EncodedPartial[]): SyntheticPartials {
  const minutesPerRange = (minutes * Math.min(rangeBytes, objectBytes)) / objectBytes;
  const variants = measured.map(({ summary: encoded, windowPages }) => {
    const summary = decodeSummary(encoded);
    return { summary, windowPages, firstRecordMs: summary.firstRecordMs, lastRecordMs: summary.lastRecordMs };
  });
  return {
    minutesPerRange,
    partialOf(rangeIndex) {
      const { summary, windowPages, firstRecordMs, lastRecordMs } = variants[(rangeIndex * STRIDE) % variants.length]!;
      const shiftMs = Math.floor(rangeIndex * minutesPerRange) * MINUTE_MS;
      summary.firstRecordMs = firstRecordMs + shiftMs;
      summary.lastRecordMs = lastRecordMs + shiftMs;
      const shifted: Uint8Array[] = [];
      const writer = createPageWriter((page) => shifted.push(page));
      for (const window of readPackedWindows(windowPages)) writer.write({ ...window, windowStartMs: window.windowStartMs + shiftMs });
      writer.finish();
      return { summary: encodeSummary(summary), windowPages: shifted };
    },
  };
}
