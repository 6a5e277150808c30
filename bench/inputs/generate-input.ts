import { createSeededRandom } from "../../test/generate/seeded-random.ts";
import { createAlbLine } from "./alb-line.ts";
import { createAppLine } from "./app-line.ts";
import { CLOUDFRONT_HEADER, createCloudFrontLine } from "./cloudfront-line.ts";
import { createCombinedLine } from "./combined-line.ts";
import type { InputFormat } from "./input-format.ts";
import { createJsonLine } from "./json-line.ts";
import { createLogfmtLine } from "./logfmt-line.ts";
import { malformLine } from "./malform-line.ts";
import { createTraffic, type Request } from "./traffic.ts";

/** One line in so many is malformed. */
export const LINES_PER_MALFORMED = 1_000;

const START_MS = Date.UTC(2026, 10, 21);
const CHUNK_CHARACTERS = 1_048_576;
/** From which follows how far apart in time the lines are. */
const LINE_BYTES_MEAN: Record<InputFormat, number> = { combined: 200, json: 227, alb: 622, app: 56, logfmt: 180, cloudfront: 387 };
const WRITERS: Record<InputFormat, () => (request: Request) => string> = {
  combined: createCombinedLine,
  json: createJsonLine,
  alb: createAlbLine,
  app: createAppLine,
  logfmt: createLogfmtLine,
  cloudfront: createCloudFrontLine,
};
const HEADERS: Partial<Record<InputFormat, string>> = { cloudfront: CLOUDFRONT_HEADER };

/**
 * Yield whole lines of `format`, in chunks of about 1 MiB: at most `byteLength` bytes in all, and less than one line below. They cover about
 * one day, whatever the size. The same arguments always make the same bytes, all of them ASCII.
 */
export function* generateInput(format: InputFormat, byteLength: number, seed: number): Generator<Uint8Array> {
  const fillIn = createTraffic(seed, byteLength / LINE_BYTES_MEAN[format], START_MS);
  const random = createSeededRandom(seed + 1);
  const writeLine = WRITERS[format]();
  const request: Request = { timeMs: 0, service: "", method: "", target: "", status: 0, durationMicros: 0, sentBytes: 0, bits: 0 };
  let chunk = HEADERS[format] ?? "";
  let left = byteLength - chunk.length;
  for (let count = 1; ; count++) {
    fillIn(request);
    const whole = writeLine(request);
    const line = count % LINES_PER_MALFORMED === 0 ? malformLine(whole, format, random) : whole;
    left -= line.length + 1;
    if (left < 0) break;
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(chunk, "latin1");
    chunk = "";
  }
  if (chunk !== "") yield Buffer.from(chunk, "latin1");
}
