import { closeSync, createReadStream, createWriteStream, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, truncateSync, copyFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { CACHE } from "../paths.ts";
import { generateInput } from "./generate-input.ts";
import type { InputFormat } from "./input-format.ts";

/** Whoever changes what the generator writes changes this, so that no older file is taken for the new. */
const GENERATION = 1;
const SEED = 1;
const READ_BYTES = 4 * 1_024 * 1_024;
const LINE_FEED = 0x0a;
/** gzip's own default. */
const GZIP_LEVEL = 6;

/** The path below `.cache/bench` of `byteLength` bytes of a format, made at the first call; a file that is there is whole. */
export function inputFile(format: InputFormat, byteLength: number): string {
  return made(`${format}-${byteLength}-g${GENERATION}.log`, (path) => {
    const file = openSync(path, "w");
    for (const chunk of generateInput(format, byteLength, SEED)) for (let from = 0; from < chunk.length;) from += writeSync(file, chunk, from);
    closeSync(file);
  });
}

/** The first `byteLength` bytes of a file up to its last line end in them, as a file of its own; the file itself when it is not longer. */
export function prefixFile(path: string, byteLength: number): string {
  if (statSync(path).size <= byteLength) return path;
  return made(`${path.slice(CACHE.length + 1)}.first-${byteLength}.log`, (prefixPath) => {
    copyFileSync(path, prefixPath);
    truncateSync(prefixPath, byteLength);
    const tail = Buffer.alloc(Math.min(byteLength, READ_BYTES));
    const file = openSync(prefixPath, "r");
    readSync(file, tail, 0, tail.length, byteLength - tail.length);
    closeSync(file);
    truncateSync(prefixPath, byteLength - tail.length + tail.lastIndexOf(LINE_FEED) + 1);
  });
}

/** The same file, compressed. */
export async function gzipFile(path: string): Promise<string> {
  const compressed = `${path}.gz`;
  if (existsSync(compressed)) return compressed;
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), createGzip({ level: GZIP_LEVEL, chunkSize: READ_BYTES }), createWriteStream(`${compressed}.part`));
  renameSync(`${compressed}.part`, compressed);
  return compressed;
}

/** Read a file once, so that its pages are in memory for everybody. */
export function warmUp(path: string): void {
  const file = openSync(path, "r");
  const buffer = Buffer.alloc(READ_BYTES);
  while (readSync(file, buffer) > 0);
  closeSync(file);
}

function made(name: string, write: (path: string) => void): string {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  process.stderr.write(`writing ${path} …\n`);
  write(`${path}.part`);
  renameSync(`${path}.part`, path);
  return path;
}
