import type { Current, Job, Published } from "../contracts/job.ts";
import type { EncodedPartial } from "../core/aggregate/encoded-partial.ts";
import { decodeSummary, encodeSummary } from "../core/aggregate/summary-encoding.ts";
import { settleWindows, type Summary } from "../core/aggregate/summary.ts";
import { SMALL_TEXT_BYTES_MAX } from "../core/limits.ts";
import type { Block, SourceBlock } from "../ports/block-store.ts";
import type { Decompressor } from "../ports/decompressor.ts";
import type { ComingCall } from "../ports/meter.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { RangeParser } from "../ports/range-parser.ts";
import { mapConcurrently } from "./concurrently.ts";
import type { FinishDeps } from "./deps.ts";
import { expiryOf } from "./expiry.ts";
import { blocksOf, deleteReplaced, isReplaced, publishJob } from "./finish-job.ts";
import type { FoldChild } from "./fold-node.ts";
import { mergeSummaries, mergeWindows } from "./merge-children.ts";
import { parseRange } from "./parse-range.ts";
import { PROMISE } from "./receipts.ts";

const WRITE_CONCURRENCY = 16;

/** A small job that is written and not shown yet. */
export interface WrittenSmall {
  ended: Job;
  blocks: readonly Block[];
  summary: Summary;
}

/**
 * The partial of a job whose whole object is in these bytes. Undefined when it is not for the splitter to finish: it has gaps, its text is too
 * long, or parsing it fails. A worker then finds out the same and says so in the usual way.
 */
export async function parseSmall(
  job: Job,
  bytes: Uint8Array,
  deps: Pick<FinishDeps, "log" | "meter"> & { parser: RangeParser; decompressor: Decompressor },
): Promise<EncodedPartial | undefined> {
  const objects: Pick<ObjectStore, "readRange"> = {
    async *readRange(_object, startByte, endByte) {
      yield bytes.subarray(startByte, endByte);
    },
  };
  try {
    const partial = await parseRange(job, 0, { objects, decompressor: deps.decompressor, parser: deps.parser, meter: deps.meter, textBytesMax: SMALL_TEXT_BYTES_MAX });
    return decodeSummary(partial.summary).gaps.length === 0 ? partial : undefined;
  } catch (error) {
    deps.log.error("a small object could not be parsed at once", { jobId: job.jobId }, error);
    return undefined;
  }
}

/**
 * Finish a job that is not there yet, in the order of the root's fold and with the fewest writes: its blocks, its result, then the job itself,
 * complete. It is not its key's current one yet: {@link takeFinished} follows, and its end is to be told. Undefined when somebody else made the job in between.
 * No partial: an object without bytes.
 */
export async function writeSmall(job: Job, current: Current | undefined, partial: EncodedPartial | undefined, deps: FinishDeps): Promise<WrittenSmall | undefined> {
  const children: FoldChild[] = partial === undefined ? [] : [{ child: 0, partial: asStored(partial, job.generation) }];
  const summary = await mergeSummaries(children, []);
  const { merger, windows } = mergeWindows(children, summary.windowsEndMs);
  const expiresAtMs = expiryOf(job, deps.clock.now());
  const blocks: Block[] = [];
  for await (const block of blocksOf(job, windows)) blocks.push(block);
  settleWindows(summary, merger);
  if (!(await deps.blocks.putWhole(job.jobId, { generation: job.generation, summary: encodeSummary(summary), blocks }, expiresAtMs))) return undefined;
  const ended: Job = { ...job, state: "complete", version: nextVersion(current), endedAtMs: deps.clock.now() };
  if (current !== undefined) deps.meter.add(PROMISE);
  if (!(await deps.jobs.createJob(ended, deps.meter.claim(comingCalls(job, blocks, current, expiresAtMs))))) return undefined;
  deps.log.info("job ended", {
    jobId: job.jobId,
    objectId: job.objectId,
    source: job.source,
    state: ended.state,
    objectBytes: job.objectBytes,
    format: job.format,
    encoding: job.encoding,
  });
  return { ended, blocks, summary };
}

const nextVersion = (current: Current | undefined): number => (current?.version ?? 0) + 1;
const sourceBlockOf = ({ objectId, jobId }: Job, block: Block, version: number): SourceBlock => ({ ...block, objectId, jobId, version });

/** What is left to do when the job is written: {@link takeFinished}, and telling of it. */
function comingCalls(job: Job, blocks: readonly Block[], current: Current | undefined, expiresAtMs: number): ComingCall[] {
  const { source } = job;
  return [
    ...blocks.map((block) => ({ call: "put-source-block" as const, source, block: sourceBlockOf(job, block, nextVersion(current)), expiresAtMs })),
    { call: "take-current" },
    ...(current === undefined ? [] : [{ call: "publish" as const }]),
    { call: "tell-end" },
  ];
}

/**
 * Make the finished job the key's current one and show it; false when another splitter was faster. Where the key has no content yet, one write does
 * both, behind the source's blocks: these name their job, so that splitters that saw other contents write beside them, and what the slower one wrote
 * is shown to nobody and expires. Else they are written in between, by whoever has taken the version.
 */
export async function takeFinished(job: Job, blocks: readonly Block[], current: Current | undefined, deps: FinishDeps): Promise<boolean> {
  const expiresAtMs = expiryOf(job, deps.clock.now());
  const version = nextVersion(current);
  const published: Published = { jobId: job.jobId, version, generation: job.generation };
  const take = (shown?: Published) => deps.jobs.takeCurrent(job.objectId, job.jobId, version - 1, expiresAtMs, shown);
  const writeSource = () => mapConcurrently(blocks, WRITE_CONCURRENCY, (block) => deps.blocks.putSourceBlock(job.source, sourceBlockOf(job, block, version), expiresAtMs));
  if (current === undefined) {
    await writeSource();
    return take(published);
  }
  if (!(await take())) return false;
  await writeSource();
  const { isPublished, previous } = await deps.jobs.publish(job.objectId, published);
  if (isPublished && isReplaced(previous, published)) await deleteReplaced(job, previous, deps);
  return isPublished;
}

/**
 * Publish a job of one range from its result where that is written already: when its content has come back, or its splitter died before it was
 * the key's current one. Undefined when there is no result to publish; false when the job or its key moved on: start again.
 */
export async function publishWritten(job: Job, deps: FinishDeps): Promise<boolean | undefined> {
  if (job.rangeCount > 1) return undefined;
  const result = await deps.blocks.readResult(job.jobId);
  if (result === undefined || result.generation !== job.generation) return undefined;
  return publishJob(job, decodeSummary(result.summary), [job.finishReceipt], deps);
}

/** A partial that never was stored, as the fold reads one. */
function asStored(partial: EncodedPartial, generation: number): FoldChild["partial"] {
  return {
    contentHash: "",
    generation,
    summary: async () => partial.summary,
    async *windowPages() {
      yield* partial.windowPages;
    },
  };
}
