/**
 * How long the aggregate takes for one record, and how large a typical partial is. Lines are not parsed: what a parser would say of them is made before.
 * `node bin/node24.mjs bench/aggregate.ts`
 */
import { deflateRawSync } from "node:zlib";
import type { EncodedPartial } from "../shared/core/aggregate/encoded-partial.ts";
import { mergePartials } from "../shared/core/aggregate/merge-partials.test-support.ts";
import { createRangeAggregate } from "../shared/core/aggregate/range-aggregate.ts";
import { FAN_IN } from "../shared/core/limits.ts";
import { emptyLineFields, type TextField } from "../shared/core/parse/line-fields.ts";
import { createSeededRandom } from "../test/generate/seeded-random.ts";

const ROUNDS = 20;
/** Records between two looks at the clock. */
const SLICE_RECORDS = 10_000;
const RANGE_BYTES = 64 * 1024 * 1024;
const LINE_BYTES = 200;

interface Scenario {
  name: string;
  records: number;
  minutes: number;
  routes: number;
  isWithDuration: boolean;
  isWithServiceAndHost: boolean;
  /** Standard deviation of the logarithm of a route's durations. */
  spread: number;
  /** Durations are whole multiples of this. */
  resolutionMicros: number;
  /** Far from what is usual: counted once, not merged. */
  isDear: boolean;
}

const records = Math.floor(RANGE_BYTES / LINE_BYTES);
const typical = { records, minutes: 4, routes: 50, isWithDuration: true, isWithServiceAndHost: false, spread: 0.5, resolutionMicros: 1000, isDear: false };
const SCENARIOS: Scenario[] = [
  { ...typical, name: "combined, no durations", isWithDuration: false },
  { ...typical, name: "combined, durations in ms" },
  { ...typical, name: "combined, durations in µs", resolutionMicros: 1 },
  { ...typical, name: "wide durations in µs", resolutionMicros: 1, spread: 1 },
  { ...typical, name: "all dimensions", isWithServiceAndHost: true },
  { ...typical, name: "4,000 routes", routes: 4_000, isDear: true },
  { ...typical, name: "every route its own", routes: records, isDear: true },
  { ...typical, name: "a minute for each record", minutes: records, isDear: true },
];

/** What a parser would say of each record, by column: the aggregate must not wait for the bench's own memory. Texts are positions in `texts`. */
interface Lines {
  count: number;
  texts: Uint8Array;
  timestampMs: Float64Array;
  status: Int32Array;
  bytes: Int32Array;
  durationMicros: Int32Array;
  /** Start and end of level, method, path, service and host of each record; -1 when absent. */
  fields: Int32Array;
}

const TEXT_FIELDS = ["level", "method", "path", "service", "host"] as const;

function makeLines(scenario: Scenario): Lines {
  const { fraction: random } = createSeededRandom(1);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const weighted = <Item>(items: readonly Item[]): Item => items[Math.floor(items.length * random() ** 3)]!;
  const written: string[] = [];
  let length = 0;
  const write = (text: string): readonly [number, number] => {
    written.push(text);
    length += text.length;
    return [length - text.length, length];
  };
  const absent = [-1, -1] as const;
  const [methods, levels, services, hosts] = [
    ["GET", "POST", "HEAD", "PUT"].map(write),
    ["INFO", "WARN", "ERROR", "DEBUG"].map(write),
    ["checkout", "catalog", "search", "accounts", "payments", "mail"].map(write),
    ["www.example.com", "api.example.com", "static.example.com"].map(write),
  ];
  const routes = Array.from({ length: scenario.routes }, (_, i) => ({
    path: write(`/api/v${i % 3}/resource-${i}/12345678/details?page=${i}&q=test`),
    median: 20_000 * Math.exp(normal()),
  }));
  const { records: count, isWithServiceAndHost } = scenario;
  const lines: Lines = {
    count,
    texts: new TextEncoder().encode(written.join("")),
    timestampMs: new Float64Array(count),
    status: new Int32Array(count),
    bytes: new Int32Array(count),
    durationMicros: new Int32Array(count).fill(-1),
    fields: new Int32Array(count * TEXT_FIELDS.length * 2),
  };
  for (let i = 0; i < count; i++) {
    const route = scenario.routes === count ? routes[i]! : weighted(routes);
    lines.timestampMs[i] = Date.UTC(2026, 10, 21) + Math.floor(((i + random() * 50) / count) * scenario.minutes * 60_000);
    lines.status[i] = weighted([200, 200, 200, 304, 301, 404, 500]);
    lines.bytes[i] = Math.floor(random() * 50_000);
    if (scenario.isWithDuration)
      lines.durationMicros[i] = Math.round((route.median * Math.exp(scenario.spread * normal())) / scenario.resolutionMicros) * scenario.resolutionMicros;
    const [level, service, host] = isWithServiceAndHost ? [weighted(levels), weighted(services), weighted(hosts)] : [absent, absent, absent];
    lines.fields.set([level, weighted(methods), route.path, service, host].flat(), i * TEXT_FIELDS.length * 2);
  }
  return lines;
}

/** The partial of `lines`, and for each slice of them the ns that a record took, about ten of which are the bench's own. */
function aggregate(lines: Lines): { partial: EncodedPartial; recordNanos: number[]; finishMs: number } {
  const range = createRangeAggregate({ keepsSampleText: false });
  const fields = emptyLineFields();
  for (const name of TEXT_FIELDS) fields[name].bytes = lines.texts;
  const recordNanos: number[] = [];
  let start = performance.now();
  for (let i = 0, at = 0; i < lines.count; i++) {
    fields.timestampMs = lines.timestampMs[i]!;
    fields.status = lines.status[i]!;
    fields.bytes = lines.bytes[i]!;
    fields.durationMicros = lines.durationMicros[i]!;
    setText(fields.level, lines.fields, at);
    setText(fields.method, lines.fields, at + 2);
    setText(fields.path, lines.fields, at + 4);
    setText(fields.service, lines.fields, at + 6);
    setText(fields.host, lines.fields, at + 8);
    at += TEXT_FIELDS.length * 2;
    range.record(fields, i * LINE_BYTES, LINE_BYTES - 1, lines.texts, 0);
    if (i % SLICE_RECORDS < SLICE_RECORDS - 1) continue;
    const now = performance.now();
    recordNanos.push(((now - start) / SLICE_RECORDS) * 1e6);
    start = now;
  }
  const recorded = performance.now();
  const partial = range.finish();
  return { partial, recordNanos, finishMs: performance.now() - recorded };
}

function setText(field: TextField, positions: Int32Array, at: number): void {
  field.start = positions[at]!;
  field.end = positions[at + 1]!;
}

const partialBytes = (partial: EncodedPartial): Buffer => Buffer.concat([partial.summary, ...partial.windowPages]);

const percentile = (values: readonly number[], part: number): string => values.toSorted((left, right) => left - right)[Math.floor(values.length * part)]!.toFixed(0);

for (const scenario of SCENARIOS) {
  const lines = makeLines(scenario);
  const results = Array.from({ length: scenario.isDear ? 1 : ROUNDS }, () => aggregate(lines));
  const { partial, finishMs } = results.at(-1)!;
  const recordNanos = results.flatMap((result) => result.recordNanos);
  const bytes = partialBytes(partial);
  console.log(
    `${scenario.name.padEnd(28)} ${percentile(recordNanos, 0.5).padStart(5)} ns a record, ${percentile(recordNanos, 0.05)} undisturbed; finish ${finishMs.toFixed(0)} ms; ` +
      `summary ${partial.summary.length} B, windows ${bytes.length - partial.summary.length} B, deflated ${deflateRawSync(bytes).length} B`,
  );
  if (scenario.isDear) continue;
  const children = Array.from({ length: FAN_IN }, () => partial);
  const start = performance.now();
  const merged = mergePartials(children);
  console.log(`${"".padEnd(28)} ${FAN_IN} of them merge in ${(performance.now() - start).toFixed(0)} ms to ${partialBytes(merged).length} B`);
}
