import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { createRangeAggregate } from "../../shared/core/aggregate/range-aggregate.ts";
import { decodeSummary, encodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { createPageWriter, readPackedWindows } from "../../shared/core/aggregate/window-pages.ts";
import { emptyLineFields } from "../../shared/core/parse/line-fields.ts";

const MINUTE_MS = 60_000;
const LINE_BYTES = 200;
const ROUTES = 50;
/** Where a log of the model begins. */
export const LOG_START_MS = Date.UTC(2026, 9, 1);

/** A small seeded generator. Source: mulberry32, public domain. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * What the real aggregate makes of so many bytes of a usual Combined log with durations in ms, over so many minutes: lines of 200 bytes, 50 routes
 * of which some are much more frequent, log-normal durations. The records are those of `bench/aggregate.ts`.
 */
export function measurePartial(rangeBytes: number, minutes: number): EncodedPartial {
  const random = createRandom(1);
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

/** The partials of a job's ranges: one was measured, each has its minutes at its own place of the log. */
export interface SyntheticPartials {
  minutesPerRange: number;
  partialOf(rangeIndex: number): EncodedPartial;
}

/** A log of `objectBytes` over `minutes`, in ranges of `rangeBytes`; `known` is the partial of one, if it was measured before. */
export function createSyntheticPartials(objectBytes: number, rangeBytes: number, minutes: number, known?: EncodedPartial): SyntheticPartials {
  const minutesPerRange = (minutes * Math.min(rangeBytes, objectBytes)) / objectBytes;
  const measured = known ?? measurePartial(Math.min(rangeBytes, objectBytes), Math.max(1, Math.ceil(minutesPerRange)));
  return {
    minutesPerRange,
    partialOf(rangeIndex) {
      const shiftMs = Math.floor(rangeIndex * minutesPerRange) * MINUTE_MS;
      const summary = decodeSummary(measured.summary);
      summary.firstRecordMs += shiftMs;
      summary.lastRecordMs += shiftMs;
      const windowPages: Uint8Array[] = [];
      const writer = createPageWriter((page) => windowPages.push(page));
      for (const window of readPackedWindows(measured.windowPages)) writer.write({ ...window, windowStartMs: window.windowStartMs + shiftMs });
      writer.finish();
      return { summary: encodeSummary(summary), windowPages };
    },
  };
}
