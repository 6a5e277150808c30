import { parseArgs } from "node:util";
import { INPUT_FORMATS, type InputFormat, USUAL_FORMATS } from "./inputs/input-format.ts";

/** How the bench is asked for. */
export interface BenchOptions {
  /** Of text in each input. */
  bytes: number;
  rounds: number;
  formats: readonly InputFormat[];
  /** Each file is measured pinned to so many cores. */
  cores: readonly number[];
  /** Of the first part of each input, on which ways are tried and slow tools measured. */
  trialBytes: number;
  trialRounds: number;
  /** Of the first part of each input that the oracle reads too. */
  checkBytes: number;
  hasStack: boolean;
  /** Who is measured beside Fanfold, in lower case; undefined for everybody who is there. */
  peers?: readonly string[];
  /** Write the table into docs/bench.md. */
  writes: boolean;
}

export const USAGE = `usage: npm run bench -- [--bytes 1GB] [--runs 5] [--formats combined,json,alb] [--cores 1,2] [--peers duckdb,clickhouse] [--check-bytes 100MB] [--quick] [--ours] [--stack] [--write]
  --bytes        text of each input
  --runs         interleaved runs of each contestant, of which the table has the median
  --formats      of combined, json, alb, app, logfmt and cloudfront these
  --cores        one core, two or both
  --peers        of duckdb, clickhouse, mawk, node and goaccess only these
  --check-bytes  how much of each input is held against the oracle, which reads some MB/s
  --quick        20 MB, one run of each, on one core
  --ours         without the peers
  --stack        also the embedded stack, from the end of the upload to the end of the job
  --write        write the table into docs/bench.md`;

const MB = 1e6;
const UNIT_BYTES: Record<string, number> = { "": 1, kB: 1e3, MB, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const ROUNDS_MAX = 1_000;
const FULL = { bytes: 1_000 * MB, rounds: 5, trialBytes: 100 * MB, trialRounds: 2, checkBytes: 100 * MB, cores: [1, 2] };
const PEERS = ["duckdb", "clickhouse", "mawk", "node", "goaccess"];
const QUICK = { bytes: 20 * MB, rounds: 1, trialBytes: 5 * MB, trialRounds: 1, checkBytes: 5 * MB, cores: [1] };

/** Bytes of `64MiB`, `1GB` or `5000`. @throws RangeError when the text is no size above 0. */
export function parseBytes(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (UNIT_BYTES[unit] ?? Number.NaN));
  if (!(bytes > 0)) throw new RangeError(`"${text}" is no size; write 5000, 64MiB or 1GB.`);
  return bytes;
}

function parseFormat(text: string): InputFormat {
  const format = INPUT_FORMATS.find((known) => known === text);
  if (format === undefined) throw new RangeError(`"${text}" is no format of the bench; it has ${INPUT_FORMATS.join(", ")}.`);
  return format;
}

function parsePeer(text: string): string {
  const peer = text.toLowerCase();
  if (!PEERS.includes(peer)) throw new RangeError(`"${text}" is no peer of the bench; it has ${PEERS.join(", ")}.`);
  return peer;
}

function parseCores(text: string): number {
  if (text !== "1" && text !== "2") throw new RangeError(`"${text}" is no number of cores; write 1, 2 or 1,2.`);
  return Number(text);
}

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > ROUNDS_MAX) throw new RangeError(`"${text}" is no number of runs.`);
  return rounds;
}

/** The options in the words behind the command. @throws RangeError, and TypeError with a code of `parseArgs`, when they are none. */
export function parseOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      bytes: { type: "string" },
      runs: { type: "string" },
      formats: { type: "string" },
      cores: { type: "string" },
      peers: { type: "string" },
      "check-bytes": { type: "string" },
      quick: { type: "boolean", default: false },
      ours: { type: "boolean", default: false },
      stack: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const defaults = values.quick ? QUICK : FULL;
  const bytes = values.bytes === undefined ? defaults.bytes : parseBytes(values.bytes);
  return {
    bytes,
    rounds: values.runs === undefined ? defaults.rounds : parseRounds(values.runs),
    formats: values.formats === undefined ? USUAL_FORMATS : values.formats.split(",").map(parseFormat),
    cores: values.cores === undefined ? defaults.cores : values.cores.split(",").map(parseCores),
    trialBytes: Math.min(bytes, defaults.trialBytes),
    trialRounds: defaults.trialRounds,
    checkBytes: Math.min(bytes, values["check-bytes"] === undefined ? defaults.checkBytes : parseBytes(values["check-bytes"])),
    hasStack: values.stack,
    ...(values.ours ? { peers: [] } : values.peers === undefined ? {} : { peers: values.peers.split(",").map(parsePeer) }),
    writes: values.write,
  };
}
