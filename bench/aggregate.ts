/**
 * How long the aggregate takes for one record, and how large a typical partial is. Lines are not parsed: what a parser would say of them is made before.
 * `node bin/node24.mjs bench/aggregate.ts`
 */
import { deflateRawSync, zstdCompressSync } from "node:zlib";
import type { EncodedPartial } from "../shared/core/aggregate/encoded-partial.ts";
import { mergePartials } from "../shared/core/aggregate/merge-partials.ts";
import { createRangeAggregate } from "../shared/core/aggregate/range-aggregate.ts";
import { emptyLineFields, type TextField } from "../shared/core/parse/line-fields.ts";

const ROUNDS = 5;
const RANGE_BYTES = 64 * 1024 * 1024;
const LINE_BYTES = 200;

/** A small seeded generator: the bench counts the same records each time. Source: mulberry32, public domain. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Scenario {
  name: string;
  records: number;
  minutes: number;
  routes: number;
  isWithDuration: boolean;
  isWithServiceAndHost: boolean;
  /** Standard deviation of the logarithm of a route's durations. */
  spread: number;
}

const records = Math.floor(RANGE_BYTES / LINE_BYTES);
const typical = { records, minutes: 4, routes: 50, isWithDuration: true, isWithServiceAndHost: false, spread: 0.5 };
const SCENARIOS: Scenario[] = [
  { ...typical, name: "combined, no durations", isWithDuration: false },
  { ...typical, name: "combined with durations" },
  { ...typical, name: "combined, wide durations", spread: 1 },
  { ...typical, name: "all dimensions", isWithServiceAndHost: true },
  { ...typical, name: "4,000 routes", routes: 4_000 },
  { ...typical, name: "every route its own", routes: records },
  { ...typical, name: "a minute for each record", minutes: records },
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
  const random = createRandom(1);
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
    if (scenario.isWithDuration) lines.durationMicros[i] = Math.round(route.median * Math.exp(scenario.spread * normal()));
    const [level, service, host] = isWithServiceAndHost ? [weighted(levels), weighted(services), weighted(hosts)] : [absent, absent, absent];
    lines.fields.set([level, weighted(methods), route.path, service, host].flat(), i * TEXT_FIELDS.length * 2);
  }
  return lines;
}

function aggregate(lines: Lines): { partial: EncodedPartial; recordNanos: number; finishMs: number } {
  const range = createRangeAggregate({ keepsSampleText: false });
  const fields = emptyLineFields();
  for (const name of TEXT_FIELDS) fields[name].bytes = lines.texts;
  const start = process.cpuUsage();
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
  }
  const recorded = process.cpuUsage();
  const partial = range.finish();
  return { partial, recordNanos: ((recorded.user - start.user) / lines.count) * 1e3, finishMs: (process.cpuUsage().user - recorded.user) / 1e3 };
}

function setText(field: TextField, positions: Int32Array, at: number): void {
  field.start = positions[at]!;
  field.end = positions[at + 1]!;
}

const partialBytes = (partial: EncodedPartial): Buffer => Buffer.concat([partial.summary, ...partial.windowPages]);

for (const scenario of SCENARIOS) {
  const lines = makeLines(scenario);
  const results = Array.from({ length: ROUNDS }, () => aggregate(lines)).sort((left, right) => left.recordNanos - right.recordNanos);
  const { partial, recordNanos, finishMs } = results[Math.floor(ROUNDS / 2)]!;
  const bytes = partialBytes(partial);
  console.log(
    `${scenario.name.padEnd(26)} ${recordNanos.toFixed(0).padStart(5)} ns/record, finish ${finishMs.toFixed(0)} ms; ` +
      `summary ${partial.summary.length} B, windows ${bytes.length - partial.summary.length} B, deflated ${deflateRawSync(bytes).length} B, zstd ${zstdCompressSync(bytes).length} B`,
  );
  if (scenario.records / scenario.minutes < 100) continue;
  const children = Array.from({ length: 256 }, () => partial);
  const start = performance.now();
  const merged = mergePartials(children);
  console.log(`${"".padEnd(26)} 256 of them merge in ${(performance.now() - start).toFixed(0)} ms to ${partialBytes(merged).length} B`);
}
