import type { Trial } from "../measure/choose-ways.ts";
import { DEVIATION_MAX } from "../measure/deviation.ts";
import type { Row } from "../measure/run-rounds.ts";
import { markdownTable } from "./markdown-table.ts";
import { twoDigits } from "./statistics.ts";

/** Everything that a run of the bench found, as its JSON file has it. */
export interface BenchReport {
  date: string;
  machine: { cpu: string; cores: number; memoryBytes: number; system: string; isPinned: boolean };
  /** By the tool's name. */
  versions: Record<string, string>;
  /** Tools that are not here, and why. */
  missing: Record<string, string>;
  commit: string;
  bytes: number;
  trialBytes: number;
  rounds: number;
  /** What the oracle was asked, and what it said. */
  exactness: { format: string; bytes: number; isExact: boolean }[];
  fastLines: { format: string; fast: number; all: number }[];
  /** `analyze` on its own. */
  analyze: { name: string; bytes: number; seconds: number; peakBytes: number | undefined }[];
  rows: Row[];
  trials: Trial[];
}

export const OURS = "Fanfold";
const MB = 1e6;
const HEADER = ["input", "cores", "tool", "MB/s", "MB/s per core", "peak MB", "Fanfold is faster by", "counters off", "percentiles off"];

const isWrong = (counters: number): boolean => counters > DEVIATION_MAX;
const percent = (share: number | undefined): string => (share === undefined ? "" : share === 0 ? "0" : `${(share * 100).toFixed(3)} %`);

/** Ours in the same group: the same file on the same cores. */
export function oursOf(row: Row, rows: readonly Row[]): Row | undefined {
  return rows.find(({ tool, format, encoding, cores }) => tool === OURS && format === row.format && encoding === row.encoding && cores === row.cores);
}

/** How many times as long the tool takes for the same text; undefined without ours. */
export function ratioOf(row: Row, rows: readonly Row[]): number | undefined {
  const ours = oursOf(row, rows);
  return ours && row.seconds / row.textBytes / (ours.seconds / ours.textBytes);
}

/** The one table, fastest first within each input and number of cores. */
export function renderRows(rows: readonly Row[], partBytes: number): string {
  const groups = Map.groupBy(rows, ({ format, encoding, cores }) => `${format}, ${encoding}\t${cores}`);
  const cells = [...groups].flatMap(([group, inGroup]) =>
    inGroup
      .toSorted((a, b) => a.seconds / a.textBytes - b.seconds / b.textBytes)
      .map((row) => {
        const [input = "", cores = ""] = group.split("\t");
        const ratio = ratioOf(row, rows);
        const isPart = row.textBytes < Math.max(...inGroup.map(({ textBytes }) => textBytes));
        const work = row.tool === OURS ? "" : `, ${row.work}`;
        return [
          input,
          cores,
          `${row.tool}${work}${isPart ? ` (first ${Math.round(partBytes / MB)} MB)` : ""}${isWrong(row.deviation.counters) ? " **wrong**" : ""}`,
          twoDigits(row.textBytes / MB / row.seconds),
          twoDigits(row.textBytes / MB / row.cpuSeconds),
          row.peakBytes === undefined ? "" : Math.round(row.peakBytes / MB).toLocaleString("en"),
          row.tool === OURS || ratio === undefined ? "" : `${twoDigits(ratio)} ×`,
          percent(row.deviation.counters),
          percent(row.deviation.percentiles),
        ];
      }),
  );
  return markdownTable(HEADER, cells, 3);
}

/** Every way that was tried, and which of them is in the table. */
export function renderTrials(trials: readonly Trial[], rows: readonly Row[], trialBytes: number): string {
  const cells = trials.map((trial) => {
    const isChosen = rows.some((row) => row.tool === trial.tool && row.way === trial.way && row.format === trial.format && row.work === trial.work && row.cores === trial.cores);
    const speed = trial.seconds === undefined ? "" : twoDigits(trialBytes / MB / trial.seconds);
    const remark =
      trial.failure !== undefined ? "failed" : isWrong(trial.deviation?.counters ?? 0) ? `wrong by ${percent(trial.deviation?.counters)}` : isChosen ? "in the table" : "";
    return [trial.format, trial.tool, trial.work, trial.way, remark, String(trial.cores), speed];
  });
  return markdownTable(["format", "tool", "work", "way", "", "cores", "MB/s"], cells, 5);
}

/** The whole report as text, which is Markdown. */
export function renderReport(report: BenchReport): string {
  const { machine, versions, missing } = report;
  const lines = [
    `${report.date}, commit ${report.commit}; ${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}; ${Math.round(report.bytes / MB)} MB of text a file, medians of ${report.rounds} interleaved runs of whole processes${machine.isPinned ? ", pinned to as many cores as the table says" : ", not pinned to cores"}.`,
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
    ...Object.entries(missing).map(([name, why]) => `Not measured: ${name} (${why}).`),
    ...report.exactness.map(
      ({ format, bytes, isExact }) => `${format}: Fanfold ${isExact ? "is equal to" : "DIFFERS FROM"} the oracle on every counter of the first ${Math.round(bytes / MB)} MB.`,
    ),
    ...report.fastLines.map(({ format, fast, all }) => `${format}: ${((100 * fast) / all).toFixed(2)} % of ${all.toLocaleString("en")} lines took the fast path.`),
    "",
    renderRows(report.rows, report.trialBytes),
    "",
    ...report.analyze.map(
      ({ name, bytes, seconds, peakBytes }) =>
        `- ${name}, ${Math.round(bytes / MB)} MB: ${seconds.toFixed(2)} s${peakBytes === undefined ? "" : `, ${Math.round(peakBytes / MB)} MB resident at most`}`,
    ),
    "",
    "<details><summary>Every way that was tried</summary>",
    "",
    renderTrials(report.trials, report.rows, report.trialBytes),
    "",
    "</details>",
  ];
  return `${lines.join("\n")}\n`;
}
