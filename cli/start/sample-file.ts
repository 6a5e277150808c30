import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { generateSampleLog } from "../sample-log.ts";

const SAMPLE_BYTES = 20_000_000;
const SAMPLE_SEED = 1;
const DAY_MS = 86_400_000;

/** Write a realistic access log of the day before `nowMs` for somebody who has none at hand. The same day gives the same bytes. */
export async function writeSampleFile(path: string, nowMs: number): Promise<void> {
  const startMs = Math.floor(nowMs / DAY_MS) * DAY_MS - DAY_MS;
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(generateSampleLog(SAMPLE_BYTES, SAMPLE_SEED, startMs), { objectMode: false }), createWriteStream(path));
}
