import { gzipSync } from "node:zlib";
import { generateSampleLog } from "../../cli/sample-log.ts";

const MIB = 1024 * 1024;
const LOG_START_MS = Date.UTC(2026, 10, 20);
/** Of many files every fourth is so small that the splitter finishes it. */
const SMALL_BYTES = MIB / 2;
const LARGER_BYTES = 3 * MIB;

/** What one job, or one group of jobs, is made of. */
export const KINDS = ["plain", "gzip", "many"] as const;
export type Kind = (typeof KINDS)[number];

/** Files of `textBytes` of text together, by their names: one plain, one compressed, or many, some of them small. */
export function contentOf(kind: Kind, textBytes: number): ReadonlyMap<string, Uint8Array> {
  if (kind === "plain") return new Map([["plain.log", logOf(textBytes, 1)]]);
  if (kind === "gzip") return new Map([["log.gz", gzipSync(logOf(textBytes, 2), { level: 1 })]]);
  const files = new Map<string, Uint8Array>();
  for (let bytes = 0; bytes < textBytes || files.size < 4;) {
    const content = logOf(files.size % 4 === 0 ? SMALL_BYTES : LARGER_BYTES, 10 + files.size);
    files.set(`${files.size}.log`, content);
    bytes += content.length;
  }
  return files;
}

const logOf = (bytes: number, seed: number): Buffer => Buffer.concat([...generateSampleLog(bytes, seed, LOG_START_MS)].map((chunk) => chunk.slice()));
