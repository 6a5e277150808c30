/**
 * Write a sample log of a given size to a file: `node bench/generate.ts <file> [--bytes 1GB] [--format combined|json] [--seed 1]
 * [--start 2026-11-21]`. The same options always make the same bytes.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { generateSampleLog, type SampleFormat } from "../cli/sample-log.ts";

const UNIT_BYTES: Record<string, number> = { "": 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const USAGE = "usage: node bench/generate.ts <file> [--bytes 1GB] [--format combined|json] [--seed 1] [--start 2026-11-21]";

/** Bytes of `64MiB`, `1GB` or `5000`. @throws RangeError when the text is no size. */
function parseBytes(text: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const unitBytes = UNIT_BYTES[unit];
  if (number === "" || unitBytes === undefined) throw new RangeError(`"${text}" is no size; write 5000, 64MiB or 1GB.`);
  return Math.floor(Number(number) * unitBytes);
}

function parseFormat(text: string): SampleFormat {
  if (text === "combined" || text === "json") return text;
  throw new RangeError(`"${text}" is no format; write combined or json.`);
}

function parseSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`"${text}" is no seed; write a whole number.`);
}

function parseStartMs(text: string): number {
  const startMs = Date.parse(text);
  if (Number.isNaN(startMs)) throw new RangeError(`"${text}" is no time; write 2026-11-21 or 2026-11-21T08:00:00Z.`);
  return startMs;
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let from = 0; from < chunk.length;) from += writeSync(file, chunk, from);
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      bytes: { type: "string", default: "1GB" },
      format: { type: "string", default: "combined" },
      seed: { type: "string", default: "1" },
      start: { type: "string", default: "2026-11-21" },
    },
  });
  const [fileName, ...others] = positionals;
  if (fileName === undefined || others.length > 0) throw new RangeError(USAGE);
  const chunks = generateSampleLog(parseBytes(values.bytes), parseSeed(values.seed), parseStartMs(values.start), parseFormat(values.format));
  const startedMs = performance.now();
  const file = openSync(fileName, "w");
  let written = 0;
  try {
    for (const chunk of chunks) {
      writeWhole(file, chunk);
      written += chunk.length;
    }
  } finally {
    closeSync(file);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(`${fileName}: ${written} bytes in ${seconds.toFixed(1)} s, ${(written / 1e6 / seconds).toFixed(0)} MB/s\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
