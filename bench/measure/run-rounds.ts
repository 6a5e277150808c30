import type { InputFormat } from "../inputs/input-format.ts";
import { warmUp } from "../inputs/input-files.ts";
import type { Figures, Work } from "../peers/figures.ts";
import { median } from "../report/statistics.ts";
import type { Chosen } from "./choose-ways.ts";
import { type Deviation, deviationOf } from "./deviation.ts";
import { type Measured, ProcessFailure, runProcess } from "./run-process.ts";

/** A row of the table: a tool on one file, on so many cores. Of `all`, every run is kept; the other figures are medians. */
export interface Row {
  format: InputFormat;
  encoding: "plain" | "gzip";
  cores: number;
  tool: string;
  way: string;
  work: Work;
  /** Of text, also when the file is compressed. */
  textBytes: number;
  seconds: number;
  cpuSeconds: number;
  peakBytes: number | undefined;
  all: number[];
  /** From ours on the same file. */
  deviation: Deviation;
}

/** The plain file of a format in two lengths, or both compressed. */
export interface Files {
  encoding: "plain" | "gzip";
  whole: string;
  /** Its first part, for tools that are slow. */
  prefix: string;
  textBytes: { whole: number; prefix: number };
}

/** What ours says of the files, to which everybody's figures are held. */
export interface OurFigures {
  whole: Figures;
  prefix: Figures;
}

const SECONDS_MAX = 1_800;

/**
 * Run each of `chosen` once a round, in turn, so that what else the machine does meets all of them alike; each round begins with another one.
 * Slow tools run once, on the first part. A tool that fails is reported and left out.
 */
export async function runRounds(chosen: readonly Chosen[], files: Files, options: { rounds: number; ours: OurFigures; report: (line: string) => void }): Promise<Row[]> {
  for (const file of [files.whole, files.prefix]) warmUp(file);
  const runs = new Map<Chosen, Measured[]>(chosen.map((each) => [each, []]));
  for (let round = 0; round < options.rounds; round++) {
    for (const each of [...chosen.slice(round % chosen.length), ...chosen.slice(0, round % chosen.length)]) {
      if (!runs.has(each) || (each.tool.isSlow === true && round > 0)) continue;
      const way = wayOf(each, files);
      try {
        const measured = await runProcess(way.command, { cores: each.cores, env: way.env, secondsMax: SECONDS_MAX });
        runs.get(each)!.push(round === 0 ? measured : { ...measured, output: "" });
      } catch (error) {
        if (!(error instanceof ProcessFailure)) throw error;
        runs.delete(each);
        options.report(`${each.tool.name}, ${each.wayName}, ${files.encoding}: ${error.message}`);
      }
    }
  }
  return [...runs].map(([each, measured]) => toRow(each, measured, files, options.ours));
}

const lengthOf = ({ tool }: Chosen): "whole" | "prefix" => (tool.isSlow === true ? "prefix" : "whole");

function wayOf(each: Chosen, files: Files) {
  return each.tool.waysOf({ ...each, file: files[lengthOf(each)] }).find(({ name }) => name === each.wayName)!;
}

function toRow(each: Chosen, measured: readonly Measured[], files: Files, ours: OurFigures): Row {
  const peaks = measured.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    format: each.format,
    encoding: files.encoding,
    cores: each.cores,
    tool: each.tool.name,
    way: each.wayName,
    work: each.work,
    textBytes: files.textBytes[lengthOf(each)],
    seconds: median(measured.map(({ seconds }) => seconds)),
    cpuSeconds: median(measured.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks),
    all: measured.map(({ seconds }) => seconds),
    deviation: deviationOf(ours[lengthOf(each)], wayOf(each, files).read(measured[0]!.output)),
  };
}
