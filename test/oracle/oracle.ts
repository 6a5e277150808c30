/**
 * The test oracle: a second, naive reading of docs/formats.md and of the document's definition. It shares no code with the
 * product, holds the whole content in memory, and keeps every record, so that its figures need no clever merging to be right.
 */
import { decodeText } from "./byte-text.ts";
import type { OracleCounts, OracleDocument, OracleSamples, OracleTop, OracleWindow } from "./document.ts";
import { isError } from "./field-values.ts";
import { latencyOf } from "./latency.ts";
import { judgeLines, type OracleLine } from "./oracle-lines.ts";
import type { OracleFields, OracleOptions, OracleReason } from "./verdict.ts";

export { oracleLines } from "./oracle-lines.ts";

const MINUTE_MS = 60_000;
const NAMES_MAX = 32;
const SHOWN_KEYS_MAX = 50;
const SLOWEST_MAX = 10;
const ERRORS_MAX = 10;
const REJECTED_MAX = 5;

/** A record with its place in the object. */
type Found = OracleFields & { byteOffset: number; byteLength: number };

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | number | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1);
  }
  return counts;
}

/** Counts with readable names, sorted by name. Names of other bytes that read the same are counted together. */
function toCounts(counts: Map<string, number>): OracleCounts {
  const readable: OracleCounts = {};
  for (const [name, count] of [...counts].sort(([a], [b]) => ascending(a, b))) readable[decodeText(name)] = (readable[decodeText(name)] ?? 0) + count;
  return readable;
}

/** A function that keeps the first 32 names of the object and calls every other one `OTHER`. */
function nameLimiter(names: readonly (string | null)[]): (name: string | null) => string | null {
  const kept = new Set([...new Set(names.filter((name) => name !== null))].slice(0, NAMES_MAX));
  return (name) => (name === null || kept.has(name) ? name : "OTHER");
}

/** What summary, windows and entries all have in common. */
function figuresOf(records: readonly Found[], seconds: number, levelName: (name: string | null) => string | null) {
  const errors = records.filter(isError).length;
  const requests = records.filter(({ status, durationUs }) => status !== null || durationUs !== null).length;
  return {
    records: records.length,
    requests,
    errors,
    clientErrors: records.filter(({ status }) => status !== null && status >= 400 && status <= 499).length,
    errorRate: records.length === 0 ? 0 : errors / records.length,
    requestsPerSecond: requests / seconds,
    bytes: Number(records.reduce((total, { bytes }) => total + BigInt(bytes ?? 0), 0n)),
    status: toCounts(countBy(records, ({ status }) => status)),
    levels: toCounts(countBy(records, ({ level }) => levelName(level))),
    latencyMs: latencyOf(records.flatMap(({ durationUs }) => durationUs ?? [])),
  };
}

function toIso(timestampMs: number): string {
  return new Date(timestampMs).toISOString();
}

function windowsOf(records: readonly Found[], levelName: (name: string | null) => string | null): OracleWindow[] {
  const minutes = Map.groupBy(records, ({ timestampMs }) => Math.floor(timestampMs / MINUTE_MS) * MINUTE_MS);
  return [...minutes]
    .sort(([a], [b]) => a - b)
    .map(([windowStartMs, inWindow]) => {
      const windowStart = toIso(windowStartMs).replace(".000Z", "Z");
      return { windowStart, state: "final", ...figuresOf(inWindow, MINUTE_MS / 1000, levelName) };
    });
}

function topOf(records: readonly Found[], keyOf: (record: Found) => string | null): OracleTop {
  const withKey = records.filter((record) => keyOf(record) !== null);
  const groups = [...Map.groupBy(withKey, (record) => keyOf(record) ?? "")];
  const shown = groups.sort(([a, inA], [b, inB]) => inB.length - inA.length || ascending(a, b)).slice(0, SHOWN_KEYS_MAX);
  const entries = shown.map(([key, inKey]) => ({
    key: decodeText(key),
    records: inKey.length,
    errors: inKey.filter(isError).length,
    latencyMs: latencyOf(inKey.flatMap(({ durationUs }) => durationUs ?? [])),
    countErrorMax: 0 as const,
  }));
  const shownRecords = entries.reduce((total, entry) => total + entry.records, 0);
  return { entries, otherRecords: withKey.length - shownRecords, isExact: true };
}

type RejectedLine = { byteOffset: number; byteLength: number; reason: OracleReason };

/** Of a line that is too long nobody looks for the end. */
const place = ({ byteOffset, byteLength }: { byteOffset: number; byteLength: number }) => ({ byteOffset, byteLength: Math.min(byteLength, 1_048_576) });
const timed = (record: Found) => ({ ...place(record), timestamp: toIso(record.timestampMs) });

function samplesOf(records: readonly Found[], rejected: readonly RejectedLine[]): OracleSamples {
  const slowest = records
    .flatMap((record) => (record.durationUs === null ? [] : { record, durationUs: record.durationUs }))
    .sort((a, b) => b.durationUs - a.durationUs || a.record.byteOffset - b.record.byteOffset);
  const byReason = [...Map.groupBy(rejected, ({ reason }) => reason)];
  return {
    slowest: slowest.slice(0, SLOWEST_MAX).map(({ record, durationUs }) => ({ ...timed(record), durationMs: durationUs / 1000 })),
    errors: records.filter(isError).slice(0, ERRORS_MAX).map(timed),
    rejected: Object.fromEntries(byReason.map(([reason, lines]) => [reason, lines.slice(0, REJECTED_MAX).map(place)])),
  };
}

function toFound(line: OracleLine): Found[] {
  const { byteOffset, byteLength } = line;
  return line.verdict === "record" ? [{ ...line.fields, byteOffset, byteLength }] : [];
}

function toRejected(line: OracleLine): RejectedLine[] {
  const { byteOffset, byteLength } = line;
  return line.verdict === "rejected" ? [{ byteOffset, byteLength, reason: line.reason }] : [];
}

/** The whole document of an object except its `job`. Content without records has zeros, null for latency and times, no windows. */
export function analyzeWithOracle(content: Uint8Array, options: OracleOptions = {}): OracleDocument {
  const lines = judgeLines(content, options);
  const records = lines.flatMap(toFound);
  const rejected = lines.flatMap(toRejected);
  const levelName = nameLimiter(records.map(({ level }) => level));
  const methodName = nameLimiter(records.map(({ method }) => method));
  const timesMs = records.map(({ timestampMs }) => timestampMs).sort((a, b) => a - b);
  const firstMs = timesMs[0] ?? null;
  const lastMs = timesMs.at(-1) ?? null;
  const seconds = Math.max(1, ((lastMs ?? 0) - (firstMs ?? 0)) / 1000);
  const { records: recordCount, latencyMs, ...figures } = figuresOf(records, seconds, levelName);
  return {
    summary: {
      lines: lines.length,
      records: recordCount,
      rejected: rejected.length,
      blankLines: lines.filter(({ verdict }) => verdict === "blank").length,
      commentLines: lines.filter(({ verdict }) => verdict === "comment").length,
      rejectedByReason: toCounts(countBy(rejected, ({ reason }) => reason)),
      ...figures,
      methods: toCounts(countBy(records, ({ method }) => methodName(method))),
      latencyMs,
      firstRecordAt: firstMs === null ? null : toIso(firstMs),
      lastRecordAt: lastMs === null ? null : toIso(lastMs),
    },
    windows: windowsOf(records, levelName),
    routes: topOf(records, ({ route }) => route),
    services: topOf(records, ({ service }) => service),
    hosts: topOf(records, ({ host }) => host),
    samples: samplesOf(records, rejected),
  };
}
