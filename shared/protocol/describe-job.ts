import { jobIdOf, objectIdOf } from "../contracts/identity.ts";
import { DEFAULT_SOURCE_SETTINGS, type Job, type Source, type SourceSettings } from "../contracts/job.ts";
import type { Upload } from "../contracts/messages.ts";
import { NAMED_BY_LINES, PARTIAL_RETENTION_DAYS } from "../core/limits.ts";
import { detectEncoding, detectFormat } from "../core/parse/detect-format.ts";
import { countRanges, rangeBytesFor } from "../core/ranges/plan-ranges.ts";
import type { Clock } from "../ports/clock.ts";
import type { Decompressor } from "../ports/decompressor.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { ObjectFacts } from "../ports/object-store.ts";
import { DAY_MS } from "./expiry.ts";

export interface DescribeDeps {
  jobs: JobStore;
  clock: Clock;
  decompressor: Decompressor;
  sweepPatienceSeconds: number;
  /** For sources that fix none; null lets the object's size decide. */
  rangeBytesDefault: number | null;
}

/** The job of what a key holds now: source, settings, encoding, format and plan. `bytes` are its first ones, `sources` all that there are. */
export async function describeJob(upload: Upload, object: ObjectFacts & { bytes: Uint8Array }, sources: readonly Source[], deps: Omit<DescribeDeps, "jobs">): Promise<Job> {
  const source = chooseSource(upload.objectKey, sources);
  const settings = { ...source.settings, rangeBytes: source.settings.rangeBytes ?? deps.rangeBytesDefault };
  const encoding = detectEncoding(object.bytes);
  const text = encoding === "plain" ? object.bytes : await decompressStart(encoding, object.bytes, deps.decompressor);
  const isWhole = encoding === "plain" && object.bytes.length === object.objectBytes;
  const now = deps.clock.now();
  const { objectKey, bucketName } = upload;
  const { format, columns } = detectFormat(text, settings, object.lastModifiedMs, isWhole, NAMED_BY_LINES);
  const { eTag, objectBytes, lastModifiedMs } = object;
  const rangeBytes = encoding === "plain" ? rangeBytesFor(objectBytes, settings.rangeBytes ?? undefined) : objectBytes;
  return {
    jobId: jobIdOf({ bucketName, objectKey, eTag, objectBytes }, settings),
    objectId: objectIdOf(bucketName, objectKey),
    source: source.source,
    bucketName,
    objectKey,
    eTag,
    ...(object.versionId === undefined ? {} : { versionId: object.versionId }),
    objectBytes,
    lastModifiedMs,
    encoding,
    format,
    ...(columns === null ? {} : { columns }),
    settings,
    rangeBytes,
    rangeCount: encoding === "plain" ? countRanges(objectBytes, rangeBytes) : 1,
    state: "queued",
    generation: 0,
    version: 0,
    createdAtMs: now,
    // A day less than the partials are kept: a redrive begun at the last moment still finds them.
    redrivableUntilMs: now + (PARTIAL_RETENTION_DAYS - 1) * DAY_MS,
    sweep: { emptyChecks: 0, sweeps: 0, settledChildren: 0 },
    nextCheckAtMs: now + deps.sweepPatienceSeconds * 1000,
  };
}

/** Remember the day of the job with its source, unless `sources` say that it is known. */
export async function noteJobDay({ source, createdAtMs }: Job, sources: readonly Source[], deps: Pick<DescribeDeps, "jobs">): Promise<void> {
  const day = new Date(createdAtMs).toISOString().slice(0, 10);
  const known = sources.find((one) => one.source === source);
  const { firstJobDay, lastJobDay } = known ?? {};
  if (firstJobDay !== undefined && lastJobDay !== undefined && firstJobDay <= day && day <= lastJobDay) return;
  await deps.jobs.noteJobDay(source, day);
}

/** The source with the longest configured prefix of the key, else the one named by the key's first segment, else `default`. */
export function chooseSource(objectKey: string, sources: readonly Source[]): { source: string; settings: SourceSettings } {
  let chosen: Source | undefined;
  let longest = -1;
  for (const source of sources) {
    for (const prefix of source.prefixes) {
      if (objectKey.startsWith(prefix) && prefix.length > longest) {
        chosen = source;
        longest = prefix.length;
      }
    }
  }
  if (chosen !== undefined) return chosen;
  const slash = objectKey.indexOf("/");
  const name = slash > 0 ? objectKey.slice(0, slash) : "default";
  return sources.find((source) => source.source === name) ?? { source: name, settings: DEFAULT_SOURCE_SETTINGS };
}

/** As much text as the first bytes give; detection looks no further. */
async function decompressStart(encoding: "gzip" | "zstd", bytes: Uint8Array, decompressor: Decompressor): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  await decompressor.decompress(encoding, oneChunk(bytes), DETECT_TEXT_BYTES, (text) => {
    pieces.push(text.slice());
    length += text.length;
    return length < DETECT_TEXT_BYTES;
  });
  const start = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    start.set(piece, offset);
    offset += piece.length;
  }
  return start.subarray(0, DETECT_TEXT_BYTES);
}

const DETECT_TEXT_BYTES = 65_536;

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
