import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { markdownTable } from "../../bench/report/markdown-table.ts";
import { median } from "../../bench/report/statistics.ts";
import { MODES, type CrashRecord, type Mode } from "./crash-run.ts";
import { PHASES } from "./phases.ts";

/** The jobs that earlier runs noted in a file: one JSON a line. None when there is no file. */
export function readRecords(path: string): CrashRecord[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CrashRecord);
}

export function appendRecord(path: string, record: CrashRecord): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(record)}\n`);
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const seconds = (value: number): string => `${value.toFixed(2)} s`;

/** One line about all jobs of a mode; there is at least one. */
export function summarize(records: readonly CrashRecord[]): string {
  const recoveries = records.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
  const ends = records.flatMap(({ endSeconds }) => endSeconds ?? []);
  const phases = PHASES.map((phase) => `${phase} ${records.filter((one) => one.phase === phase).length}`).join(", ");
  const redriven = sumOf(records.map((one) => one.redriven));
  return [
    `${records.length} × ${records[0]!.mode} (${phases})`,
    `${records.length} identical results of ${sumOf(records.map((one) => one.results))} jobs${redriven > 0 ? `, ${redriven} of them after a redrive` : ""}`,
    ...(recoveries.length > 0 ? [`from kill to next attempt: median ${seconds(median(recoveries))}, maximum ${seconds(Math.max(...recoveries))}`] : []),
    ...(ends.length > 0 ? [`to the end of every job: median ${seconds(median(ends))}, maximum ${seconds(Math.max(...ends))}`] : []),
  ].join("; ");
}

const TITLES: Record<Mode, string> = {
  kill: "killed",
  faulty: "killed among latency, cuts and refused connections",
  "full-disk": "disk full for six seconds",
};

/** The tables of the document. */
export function renderRecords(records: readonly CrashRecord[]): string {
  const modes = MODES.map((mode) => ({ mode, of: records.filter((one) => one.mode === mode) })).filter(({ of }) => of.length > 0);
  const rows = modes.flatMap(({ mode, of }) =>
    PHASES.map((phase) => {
      const mine = of.filter((one) => one.phase === phase);
      const recoveries = mine.flatMap(({ recoverySeconds }) => recoverySeconds ?? []);
      const kinds = (["plain", "gzip", "many"] as const).map((kind) => String(mine.filter((one) => one.kind === kind).length));
      return [
        TITLES[mode],
        phase,
        String(mine.length),
        ...kinds,
        recoveries.length === 0 ? "–" : seconds(median(recoveries)),
        recoveries.length === 0 ? "–" : seconds(Math.max(...recoveries)),
      ];
    }),
  );
  const header = ["what was done", "in the middle of", "times", "plain", "gzip", "many files", "next attempt after: median", "maximum"];
  const totals = modes.map(({ of }) => `- ${summarize(of)}${faultsOf(of)}.`);
  return `${markdownTable(header, rows, 2)}\n\n${totals.join("\n")}`;
}

function faultsOf(records: readonly CrashRecord[]): string {
  const { delayed, cut, refusals } = records.reduce(
    (all, { faults }) => ({ delayed: all.delayed + faults.delayed, cut: all.cut + faults.cut, refusals: all.refusals + faults.refusals }),
    { delayed: 0, cut: 0, refusals: 0 },
  );
  return delayed + cut + refusals === 0
    ? ""
    : `; at least ${delayed.toLocaleString("en")} requests delayed, ${cut.toLocaleString("en")} cut off, ${refusals.toLocaleString("en")} spells without connections`;
}
