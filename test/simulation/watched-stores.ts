import { createMemoryBlockStore } from "../../shared/adapters/memory/block-store.ts";
import { createMemoryJobStore } from "../../shared/adapters/memory/job-store.ts";
import { createMemoryPartialStore } from "../../shared/adapters/memory/partial-store.ts";
import { hasEnded, isFull, type Current, type FoldNode, type Job, type JobState, type Published } from "../../shared/contracts/job.ts";
import { childIndex, planNodes } from "../../shared/core/job/fold-plan.ts";
import type { BlockStore, SourceBlock } from "../../shared/ports/block-store.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { JobStore, NodeKey } from "../../shared/ports/job-store.ts";
import type { PartialKey, PartialStore } from "../../shared/ports/partial-store.ts";
import { nodeKey } from "../../shared/protocol/tasks.ts";
import type { Expected, Outcome } from "./expected.ts";
import { report, type Report } from "./violation.ts";

/** What was published of a key from some instant on. */
export interface Publication {
  atMs: number;
  published: Published;
  outcome: Outcome;
}

/** The stores, and what is known of them by whoever watches every write. */
export interface WatchedStores {
  jobs: JobStore;
  partials: PartialStore;
  blocks: BlockStore;
  /** The jobs as they are now, by id. */
  readonly known: ReadonlyMap<string, Job>;
  readonly nodes: ReadonlyMap<string, FoldNode>;
  readonly currents: ReadonlyMap<string, Current>;
  readonly publications: ReadonlyMap<string, readonly Publication[]>;
  /** How often jobs came into each state. */
  readonly statesReached: ReadonlyMap<JobState, number>;
  /** Epoch ms of the last progress of a job before an instant: set to work, or a child settled. */
  progressBefore(jobId: string, atMs: number): number;
  /** Epoch ms of the last instant at which the job, live now, had ended; -Infinity for one that never had. */
  endedUntilMs(jobId: string): number;
  /** When a child was marked done, by job, range and generation. */
  doneAtMs(jobId: string, rangeIndex: number, generation: number): number | undefined;
  /** Ranges that the fold nodes have as failed. */
  failedRanges(jobId: string): Set<number>;
  /** Forget a partial, as its time to live would. */
  expirePartial(key: PartialKey): void;
}

export interface WatchOptions {
  clock: Clock;
  /** What the job's figures have to be; undefined for a job of which the object could not be read. */
  expectedOf(job: Job): Expected | undefined;
  report: Report;
  trace(text: string): void;
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined): boolean => b !== undefined && a.length === b.length && Buffer.compare(a, b) === 0;

/** Which states may follow each. A job that ended is set to work again by a redrive or by its content's return, never by itself. */
const MAY_FOLLOW: Readonly<Record<JobState, readonly JobState[]>> = {
  queued: ["running", "complete", "complete-with-gaps", "failed", "superseded"],
  running: ["complete", "complete-with-gaps", "failed", "superseded"],
  complete: ["superseded"],
  "complete-with-gaps": ["running", "superseded"],
  failed: ["running", "superseded", "queued", "complete"],
  superseded: ["running"],
};

/** Empty stores in memory. Every write is looked at when it takes effect: what must never be is reported at once. */
export function createWatchedStores(options: WatchOptions): WatchedStores {
  const { clock, trace } = options;
  const raw = { jobs: createMemoryJobStore(clock), partials: createMemoryPartialStore(clock), blocks: createMemoryBlockStore(clock) };
  const known = new Map<string, Job>();
  const nodes = new Map<string, FoldNode>();
  const currents = new Map<string, Current>();
  const publications = new Map<string, Publication[]>();
  const statesReached = new Map<JobState, number>();
  const progress = new Map<string, number[]>();
  const done = new Map<string, number>();
  const endedUntil = new Map<string, number>();
  const expired = new Set<string>();
  const failedAtEnd = new Map<string, Set<number>>();
  const nameOf = ({ jobId, level, index }: NodeKey): string => `${jobId} ${level} ${index}`;
  const noteProgress = (jobId: string): void => void progress.set(jobId, [...(progress.get(jobId) ?? []), clock.now()]);
  const doneKey = (jobId: string, level: number, index: number, generation: number): string => `${jobId} ${level} ${index} ${generation}`;
  const fail = (checker: Parameters<Report>[0], message: string): void => report(options.report, trace, checker, message);

  const failedRanges = (jobId: string): Set<number> => {
    const failed = new Set<number>();
    const job = known.get(jobId);
    if (job === undefined) return failed;
    for (const place of planNodes(job.rangeCount)) {
      const node = nodes.get(nameOf(nodeKey(jobId, place)));
      if (node?.level === 1) for (const child of node.failed) failed.add(childIndex(node, child));
    }
    return failed;
  };

  /** The ranges that a generation lacks: as its end left them, if the job was set to work again since. */
  const failedRangesOf = (jobId: string, generation: number): Set<number> =>
    known.get(jobId)?.generation === generation ? failedRanges(jobId) : (failedAtEnd.get(`${jobId} ${generation}`) ?? new Set());

  const seeJob = async (jobId: string): Promise<void> => {
    const before = known.get(jobId);
    const after = await raw.jobs.readJob(jobId);
    if (after === undefined) return;
    known.set(jobId, after);
    if (before?.state === after.state && before.generation === after.generation && before.version === after.version) return;
    // Its nodes follow later: until then they are as that generation left them, also where it ended without a result.
    if (before !== undefined && before.generation !== after.generation) failedAtEnd.set(`${jobId} ${before.generation}`, failedRanges(jobId));
    trace(`job ${jobId.slice(0, 6)} is ${after.state}, generation ${after.generation}, version ${after.version}`);
    if (before?.state !== after.state) statesReached.set(after.state, (statesReached.get(after.state) ?? 0) + 1);
    if (before === undefined) {
      noteProgress(jobId);
      for (const other of known.values()) {
        const isSame = other.jobId !== jobId && other.objectId === after.objectId && other.eTag === after.eTag && JSON.stringify(other.settings) === JSON.stringify(after.settings);
        if (isSame) fail("one-job-per-content", `${jobId} and ${other.jobId} are of one content under the same settings`);
      }
      return;
    }
    if (JSON.stringify(before.settings) !== JSON.stringify(after.settings) || before.eTag !== after.eTag)
      fail("one-job-per-content", `job ${jobId} is of another content or of other settings than before`);
    if (before.state !== after.state && !MAY_FOLLOW[before.state].includes(after.state)) fail("job-transitions", `job ${jobId} went from ${before.state} to ${after.state}`);
    // A job that failed to be split may be made anew.
    const isNew = before.state === "failed" && before.failure?.code === "SPLIT_FAILED";
    if (!isNew && (after.generation < before.generation || after.version < before.version))
      fail("job-transitions", `job ${jobId} went back to generation ${after.generation}, version ${after.version}`);
    if (hasEnded(before) && !hasEnded(after)) endedUntil.set(jobId, clock.now());
    if (after.state === "running" && (hasEnded(before) || before.generation !== after.generation)) noteProgress(jobId);
  };

  /** A finished job's result is all there, and what its plan comes to. */
  const seeEnd = async (jobId: string): Promise<void> => {
    const job = known.get(jobId);
    if (job === undefined || (job.state !== "complete" && job.state !== "complete-with-gaps")) return;
    const failed = failedRanges(jobId);
    for (const place of planNodes(job.rangeCount)) {
      const node = nodes.get(nameOf(nodeKey(jobId, place)));
      // A splitter that finishes a small object makes no tree.
      if (job.rangeCount <= 1 && (node === undefined || node.done.size + node.failed.size === 0)) continue;
      if (node === undefined || !isFull(node)) return fail("result-exact", `job ${jobId} ended ${job.state} although node ${place.level}/${place.index} is not full`);
    }
    const outcome = options.expectedOf(job)?.outcome(failed);
    if (outcome === undefined) return fail("result-exact", `job ${jobId} ended ${job.state} although nobody stored its content`);
    const result = await raw.blocks.readResult(jobId);
    if (result?.generation !== job.generation || !sameBytes(outcome.summary, result.summary))
      return fail("result-exact", `the summary of job ${jobId} is not what its plan comes to`);
    const blocks = new Map<string, Uint8Array>();
    for await (const block of raw.blocks.readBlocks(jobId, 0, Number.MAX_SAFE_INTEGER))
      if (block.generation === job.generation) blocks.set(`${block.hourStartMs} ${block.page}`, block.bytes);
    const difference = differenceOf(outcome, blocks);
    if (difference !== undefined) fail("result-exact", `the blocks of job ${jobId}: ${difference}`);
    if (job.state === "complete" && failed.size > 0) fail("result-exact", `job ${jobId} is complete although ${failed.size} ranges failed`);
  };

  const seeNode = async (key: NodeKey): Promise<void> => {
    const before = nodes.get(nameOf(key));
    const after = await raw.jobs.readNode(key);
    if (after === undefined) return;
    nodes.set(nameOf(key), after);
    if ([...after.done].some((child) => after.failed.has(child))) fail("node-sets", `node ${nameOf(key)} has a child both done and failed`);
    if ([...after.done, ...after.failed].some((child) => child < 0 || child >= after.childCount)) fail("node-sets", `node ${nameOf(key)} has a child that it has not`);
    if (before === undefined) return;
    if (after.generation < before.generation) fail("node-sets", `node ${nameOf(key)} went back to generation ${after.generation}`);
    if (after.generation > before.generation) return;
    if ([...before.done].some((child) => !after.done.has(child)) || [...before.failed].some((child) => !after.failed.has(child)))
      fail("node-sets", `node ${nameOf(key)} lost a child within generation ${after.generation}`);
    for (const child of [...after.done, ...after.failed]) {
      if (before.done.has(child) || before.failed.has(child)) continue;
      noteProgress(key.jobId);
      trace(`node ${key.level}/${key.index} of ${key.jobId.slice(0, 6)}: child ${child} ${after.done.has(child) ? "done" : "failed"}`);
      if (after.done.has(child)) await seeDone(after, child);
    }
  };

  /** Whoever is marked done has left a partial, and the right one. */
  const seeDone = async (node: FoldNode, child: number): Promise<void> => {
    const index = childIndex(node, child);
    const job = known.get(node.jobId);
    done.set(doneKey(node.jobId, node.level - 1, index, node.generation), clock.now());
    const key = { jobId: node.jobId, level: node.level - 1, child: index };
    if (expired.has(JSON.stringify(key))) return;
    const partial = await raw.partials.open(key);
    if (partial === undefined) return fail("partial-before-mark", `${node.level === 1 ? "range" : "node"} ${index} of ${node.jobId} is done without a partial`);
    const expected = job && options.expectedOf(job);
    if (expected === undefined) return;
    const inner = node.level === 1 ? undefined : nodes.get(nameOf({ jobId: node.jobId, level: node.level - 1, index }));
    if (inner !== undefined && !isFull(inner)) return fail("fold-of-full-node", `node ${index} of ${node.jobId} was folded before its last child`);
    const wanted = node.level === 1 ? expected.ranges[index]! : expected.node(index, new Set([...inner!.failed].map((failed) => childIndex(inner!, failed))));
    if (!sameBytes(wanted.summary, await partial.summary()))
      return fail("partial-exact", `the partial of ${node.level === 1 ? "range" : "node"} ${index} of ${node.jobId} is another`);
    let page = 0;
    for await (const bytes of partial.windowPages())
      if (!sameBytes(bytes, wanted.windowPages[page++])) return fail("partial-exact", `page ${page} of partial ${index} of ${node.jobId} is another`);
    if (page !== wanted.windowPages.length) fail("partial-exact", `partial ${index} of ${node.jobId} has ${page} pages`);
  };

  const seeCurrent = async (objectId: string): Promise<void> => {
    const before = currents.get(objectId);
    const after = await raw.jobs.readCurrent(objectId);
    if (after === undefined) return;
    currents.set(objectId, after);
    if (before !== undefined && after.version < before.version) fail("current-order", `CURRENT went back from version ${before.version} to ${after.version}`);
    if (before !== undefined && after.jobId !== before.jobId && after.version === before.version) fail("current-order", `CURRENT is another job without a new version`);
    if (after.version !== before?.version) trace(`CURRENT is ${after.jobId.slice(0, 6)}, version ${after.version}`);
    const [was, is] = [before?.published, after.published];
    if (is === undefined || (was !== undefined && was.jobId === is.jobId && was.version === is.version && was.generation === is.generation)) return;
    trace(`published: ${is.jobId.slice(0, 6)}, version ${is.version}, generation ${is.generation}`);
    if (was !== undefined && (was.version > is.version || (was.version === is.version && was.generation > is.generation)))
      fail("publish-order", `version ${was.version} generation ${was.generation} was published, and then version ${is.version} generation ${is.generation}`);
    if (is.jobId !== after.jobId) fail("publish-order", `job ${is.jobId} was published although ${after.jobId} is current`);
    const job = known.get(is.jobId);
    const outcome = job && options.expectedOf(job)?.outcome(failedRangesOf(is.jobId, is.generation));
    if (job === undefined || outcome === undefined) return fail("publish-order", `job ${is.jobId} was published although nobody stored its content`);
    await seeSourceBlocks(job, is, outcome);
    publications.set(objectId, [...(publications.get(objectId) ?? []), { atMs: clock.now(), published: is, outcome }]);
  };

  /** What is shown of a key is whole in the source's blocks. */
  const seeSourceBlocks = async ({ jobId, objectId, source }: Job, { version, generation }: Published, outcome: Outcome): Promise<void> => {
    const blocks = new Map<string, Uint8Array>();
    for (const hour of outcome.blocks.keys())
      for await (const block of raw.blocks.readSourceBlocks(source, hour))
        if (block.objectId === objectId && block.jobId === jobId && block.version === version && block.generation === generation) blocks.set(`${hour} ${block.page}`, block.bytes);
    const difference = differenceOf(outcome, blocks);
    if (difference !== undefined) fail("published-whole", `version ${version} generation ${generation} is shown, but ${difference}`);
  };

  /** The newest generation of each block and result. */
  const generations = new Map<string, number>();
  const seeGeneration = (name: string, generation: number): void => {
    const before = generations.get(name) ?? 0;
    if (generation < before) fail("result-exact", `generation ${generation} of ${name} was written over generation ${before}`);
    generations.set(name, generation);
  };

  /** What is written for a key's current job under its version is what that job comes to. */
  const seeSourceBlock = ({ objectId, jobId, version, generation, hourStartMs, page, bytes }: SourceBlock): void => {
    const current = currents.get(objectId);
    const job = current && known.get(current.jobId);
    if (job?.jobId !== jobId || current?.version !== version || job.generation !== generation) return;
    const outcome = options.expectedOf(job)?.outcome(failedRanges(job.jobId));
    if (outcome !== undefined && !sameBytes(bytes, outcome.blocks.get(hourStartMs)?.[page]))
      fail("published-whole", `page ${page} of ${new Date(hourStartMs).toISOString()} under version ${version} is not of job ${job.jobId}, which is current`);
  };

  const watchJob =
    <Args extends [string, ...unknown[]], Answer>(act: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const answer = await act(...args);
      await seeJob(args[0]);
      return answer;
    };
  const watchNewJob = (act: (job: Job) => Promise<boolean>) => async (job: Job) => {
    const answer = await act(job);
    await seeJob(job.jobId);
    if (answer) await seeEnd(job.jobId);
    return answer;
  };
  const watchNode =
    <Args extends [NodeKey, ...never[]], Answer>(act: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const answer = await act(...args);
      await seeNode(args[0]);
      return answer;
    };
  const watchMark =
    (mark: JobStore["markDone"]): JobStore["markDone"] =>
    async (key, child, generation) => {
      const node = await mark(key, child, generation);
      await seeNode(key);
      if (node !== undefined && node.generation !== generation)
        fail("node-sets", `a mark of generation ${generation} counts for node ${nameOf(key)} of generation ${node.generation}`);
      return node;
    };
  const watchCurrent =
    <Args extends [string, ...never[]], Answer>(act: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const answer = await act(...args);
      await seeCurrent(args[0]);
      return answer;
    };
  const { jobs, blocks, partials } = raw;

  return {
    known,
    nodes,
    currents,
    publications,
    statesReached,
    progressBefore: (jobId, atMs) => progress.get(jobId)?.findLast((timeMs) => timeMs <= atMs) ?? 0,
    endedUntilMs: (jobId) => endedUntil.get(jobId) ?? -Infinity,
    doneAtMs: (jobId, rangeIndex, generation) => done.get(doneKey(jobId, 0, rangeIndex, generation)),
    failedRanges,
    expirePartial: (key) => void expired.add(JSON.stringify(key)),
    jobs: {
      ...jobs,
      createJob: watchNewJob(jobs.createJob),
      failSplit: watchNewJob(jobs.failSplit),
      supersede: watchJob(jobs.supersede),
      activate: watchJob(jobs.activate),
      startRunning: watchJob(jobs.startRunning),
      reopenJob: watchJob(jobs.reopenJob),
      async noteEndTold(end) {
        await jobs.noteEndTold(end);
        await seeJob(end.jobId);
      },
      async endJob(jobId, expected, outcome) {
        const before = known.get(jobId);
        const isEnded = await jobs.endJob(jobId, expected, outcome);
        if (isEnded && before !== undefined && (before.generation !== expected.generation || (expected.version ?? before.version) !== before.version))
          fail("job-transitions", `job ${jobId} of generation ${before.generation} and version ${before.version} was ended by somebody who knew others`);
        await seeJob(jobId);
        if (isEnded) await seeEnd(jobId);
        return isEnded;
      },
      async createNodes(created, expiresAtMs) {
        await jobs.createNodes(created, expiresAtMs);
        for (const node of created) await seeNode(node);
      },
      markDone: watchMark(jobs.markDone),
      markFailed: watchMark(jobs.markFailed),
      reopenNode: watchNode(jobs.reopenNode),
      takeCurrent: watchCurrent(jobs.takeCurrent),
      publish: watchCurrent(jobs.publish),
    },
    blocks: {
      ...blocks,
      async putBlock(jobId, block, expiresAtMs) {
        const isPut = await blocks.putBlock(jobId, block, expiresAtMs);
        if (isPut) seeGeneration(`${jobId} ${block.hourStartMs} ${block.page}`, block.generation);
        return isPut;
      },
      async putWhole(jobId, whole, expiresAtMs) {
        const isPut = await blocks.putWhole(jobId, whole, expiresAtMs);
        for (const { hourStartMs, page } of isPut ? whole.blocks : []) seeGeneration(`${jobId} ${hourStartMs} ${page}`, whole.generation);
        if (isPut) seeGeneration(jobId, whole.generation);
        return isPut;
      },
      async putResult(jobId, generation, ...rest) {
        const isPut = await blocks.putResult(jobId, generation, ...rest);
        if (isPut) seeGeneration(jobId, generation);
        return isPut;
      },
      async putSourceBlock(source, block, expiresAtMs) {
        await blocks.putSourceBlock(source, block, expiresAtMs);
        seeSourceBlock(block);
      },
      async deleteSourceBlocks(source, objectId, version, generation, hours) {
        await blocks.deleteSourceBlocks(source, objectId, version, generation, hours);
        const shown = publications.get(objectId)?.at(-1);
        const job = shown && known.get(shown.published.jobId);
        if (shown !== undefined && job !== undefined) await seeSourceBlocks(job, shown.published, shown.outcome);
      },
    },
    partials: {
      async put(key, generation, ...rest) {
        const isStored = await partials.put(key, generation, ...rest);
        if (isStored) expired.delete(JSON.stringify({ jobId: key.jobId, level: key.level, child: key.child }));
        return isStored;
      },
      open: async (key) => (expired.has(JSON.stringify({ jobId: key.jobId, level: key.level, child: key.child })) ? undefined : partials.open(key)),
    },
  };
}

/** How stored blocks, by hour and page, differ from those that there should be; undefined when they do not. */
function differenceOf(outcome: Outcome, blocks: ReadonlyMap<string, Uint8Array>): string | undefined {
  let count = 0;
  for (const [hour, pages] of outcome.blocks) {
    for (const [page, bytes] of pages.entries()) {
      count++;
      if (!sameBytes(bytes, blocks.get(`${hour} ${page}`))) return `page ${page} of ${new Date(hour).toISOString()} is ${blocks.has(`${hour} ${page}`) ? "another" : "missing"}`;
    }
  }
  return count === blocks.size ? undefined : `there are ${blocks.size} pages instead of ${count}`;
}
