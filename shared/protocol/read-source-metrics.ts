import type { WindowDocument } from "../contracts/document.ts";
import type { Published } from "../contracts/job.ts";
import { InputError, TransientError } from "../core/errors.ts";
import { blockHourMs } from "../core/aggregate/block.ts";
import { SOURCE_QUERY_BYTES_MAX } from "../core/limits.ts";
import type { BlockStore, SourceBlock } from "../ports/block-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobStore } from "../ports/job-store.ts";
import { mapConcurrently } from "./concurrently.ts";
import { showAs } from "./read-document.ts";
import { readPage, type PageLimits, type WindowPage, type WindowQuery } from "./read-page.ts";
import { holdMerged } from "./read-source-windows.ts";

export interface ReadSourceDeps {
  jobs: Pick<JobStore, "readCurrent">;
  blocks: Pick<BlockStore, "readSourceBlocks">;
  clock: Pick<Clock, "now" | "wait">;
}

export interface SourceQuery extends WindowQuery {
  page?: PageLimits;
  /** Bytes of blocks that one query may merge. */
  bytesMax?: number;
}

const HOUR_MS = 3_600_000;
/** Hours of one query: 100 days. */
const SOURCE_QUERY_HOURS_MAX = 2_400;
/** Objects of one query. */
const OBJECTS_MAX = 20_000;
/** Passes over the blocks: one to learn the objects, one to read them, more while their contents are replaced. */
const PASSES_MAX = 6;
const RETRY_DELAY_MS = 25;
/** Time for one query: below what the API's function has in every stage, so that whoever asks too much is told so. */
const QUERY_MS_MAX = 8_000;
const HOUR_CONCURRENCY = 16;
const CURRENT_CONCURRENCY = 32;

/** What readers are shown of an object; undefined before its first publication. */
type PublishedOf = ReadonlyMap<string, Published | undefined>;

/**
 * The windows of a source, merged over all its objects: of each object those of the content that is published, and of one content only.
 * An object's blocks are whole before they are published and stay until something newer is. So they are taken by what was published before
 * the blocks were read, if the same is published afterwards; else everything is read again.
 * @throws InputError `QUERY_TOO_LARGE` when too many hours, objects or bytes, or too much time would be needed; TransientError `SOURCE_KEEPS_CHANGING`.
 */
export async function readSourceMetrics(source: string, query: SourceQuery, deps: ReadSourceDeps): Promise<WindowPage<WindowDocument>> {
  const hours = hoursOf(query);
  const bounds = { bytesMax: query.bytesMax ?? SOURCE_QUERY_BYTES_MAX, endsAtMs: deps.clock.now() + QUERY_MS_MAX };
  let known: PublishedOf = new Map();
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    if (pass > 1) await deps.clock.wait(RETRY_DELAY_MS * 2 ** (pass - 2));
    const { seen, blocks } = await readBlocks(source, hours, known, bounds, deps);
    const now = await readPublished([...seen], deps);
    if (isSettled(known, now)) return readPage(holdMerged(blocks), query, showAs("final"), query.page);
    known = now;
  }
  throw new TransientError("SOURCE_KEEPS_CHANGING", "the source's objects were replaced again and again while they were read", { source });
}

/**
 * Whether nothing that counts changed while the blocks were read: of an object without any block there was nothing to take. An object that was
 * not known before is as if it came a moment later, if what is published is its first content: then there was nothing else to show of it.
 */
function isSettled(known: PublishedOf, now: PublishedOf): boolean {
  if (known.size === 0 && now.size > 0) return false;
  return [...now].every(([objectId, published]) => {
    if (!known.has(objectId)) return published === undefined || (published.version === 1 && published.generation === 0);
    const before = known.get(objectId);
    return before?.version === published?.version && before?.generation === published?.generation;
  });
}

/** The blocks of what is known to be published, and every object that has any. */
async function readBlocks(
  source: string,
  hours: readonly number[],
  known: PublishedOf,
  { bytesMax, endsAtMs }: { bytesMax: number; endsAtMs: number },
  deps: ReadSourceDeps,
): Promise<{ seen: Set<string>; blocks: SourceBlock[] }> {
  const seen = new Set<string>();
  let bytesRead = 0;
  let bytes = 0;
  const blocks = await mapConcurrently(hours, HOUR_CONCURRENCY, async (hourStartMs) => {
    if (deps.clock.now() > endsAtMs) throw tooLarge("it takes too long", { hours: hours.length });
    const ofHour: SourceBlock[] = [];
    for await (const block of deps.blocks.readSourceBlocks(source, hourStartMs)) {
      seen.add(block.objectId);
      bytesRead += block.bytes.length;
      // What was replaced is not deleted at once: it may cost as much again.
      if (bytesRead > 2 * bytesMax) throw tooLarge("its windows are too many to read", { bytesMax });
      const published = known.get(block.objectId);
      if (published?.version !== block.version || published.generation !== block.generation || published.jobId !== block.jobId) continue;
      bytes += block.bytes.length;
      if (bytes > bytesMax) throw tooLarge("its windows are too many to merge", { bytesMax });
      ofHour.push(block);
    }
    if (seen.size > OBJECTS_MAX) throw tooLarge("it covers too many objects", { objectsMax: OBJECTS_MAX });
    return ofHour;
  });
  return { seen, blocks: blocks.flat() };
}

async function readPublished(objectIds: readonly string[], deps: ReadSourceDeps): Promise<PublishedOf> {
  return new Map(await mapConcurrently(objectIds, CURRENT_CONCURRENCY, async (objectId) => [objectId, (await deps.jobs.readCurrent(objectId))?.published] as const));
}

function hoursOf({ fromMs, toMs }: WindowQuery): number[] {
  const firstMs = blockHourMs(fromMs);
  const count = Math.max(0, Math.ceil((toMs - firstMs) / HOUR_MS));
  if (count > SOURCE_QUERY_HOURS_MAX) throw tooLarge("it covers too many hours", { hours: count, hoursMax: SOURCE_QUERY_HOURS_MAX });
  return Array.from({ length: count }, (_, index) => firstMs + index * HOUR_MS);
}

function tooLarge(why: string, context: Record<string, number>): InputError {
  return new InputError("QUERY_TOO_LARGE", `the query is too large: ${why}. Narrow it with from and to.`, context);
}
