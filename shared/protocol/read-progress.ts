import type { GapDocument } from "../contracts/document.ts";
import type { FoldNode, GapNote, Job } from "../contracts/job.ts";
import { childIndex, isRoot, planNodes } from "../core/job/fold-plan.ts";
import { rangeAt } from "../core/ranges/plan-ranges.ts";
import type { JobStore } from "../ports/job-store.ts";
import { nodeKey } from "./tasks.ts";

/** How far a job is, as its fold nodes say. */
export interface Progress {
  ranges: { total: number; done: number; failed: number };
  /** The ranges that failed, ascending, neighbours of one reason and number of attempts joined. */
  gaps: GapDocument[];
  /** Undefined before the nodes are there, and for a complete job, whose nodes need not be read. */
  root?: FoldNode;
}

/** Said of a gap whose note is not written yet. */
const REASON_UNKNOWN = "unknown";

/** Read how far the job is. Undefined when a node is of a newer generation than the job: it was redriven in between, read it again. */
export async function readProgress(job: Job, deps: { jobs: Pick<JobStore, "readNodes" | "readGaps"> }): Promise<Progress | undefined> {
  const ranges = { total: job.rangeCount, done: 0, failed: 0 };
  if (job.state === "complete") return { ranges: { ...ranges, done: job.rangeCount }, gaps: [] };
  const read = await deps.jobs.readNodes(planNodes(job.rangeCount).map((place) => nodeKey(job.jobId, place)));
  const nodes = read.filter((node) => node !== undefined);
  if (nodes.some((node) => node.generation > job.generation)) return undefined;
  const failed: number[] = [];
  for (const node of nodes) {
    if (node.level !== 1) continue;
    ranges.done += node.done.size;
    ranges.failed += node.failed.size;
    for (const child of node.failed) failed.push(childIndex(node, child));
  }
  const root = nodes.find((node) => isRoot(node, job.rangeCount));
  const notes = failed.length === 0 ? [] : await deps.jobs.readGaps(job.jobId);
  return { ranges, gaps: describeGaps(job, failed, notes), ...(root === undefined ? {} : { root }) };
}

/** The bytes of the failed ranges with their reasons. Notes of ranges that were read after all say nothing any more. */
function describeGaps(job: Job, failed: readonly number[], notes: readonly GapNote[]): GapDocument[] {
  const noteOf = new Map(notes.map((note) => [note.rangeIndex, note]));
  const gaps: GapDocument[] = [];
  for (const rangeIndex of failed.toSorted((a, b) => a - b)) {
    const { startByte, endByte } = rangeAt(job.objectBytes, job.rangeBytes, rangeIndex);
    const note = noteOf.get(rangeIndex);
    const reason = note?.reason ?? REASON_UNKNOWN;
    const last = gaps.at(-1);
    if (last !== undefined && last.endByte === startByte && last.reason === reason && last.attempts === note?.attempts) last.endByte = endByte;
    else gaps.push({ startByte, endByte, reason, ...(note === undefined ? {} : { attempts: note.attempts }) });
  }
  return gaps;
}
