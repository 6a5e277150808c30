import { childIndex, childNumber, isRoot, parentOfNode, parentOfRange, planNodes, type NodePlace } from "../core/job/fold-plan.ts";
import { isFull, type FoldNode, type Job } from "../contracts/job.ts";
import type { FoldTask, RangeTask, Task } from "../contracts/messages.ts";
import type { NodeKey } from "../ports/job-store.ts";
import type { LogFields } from "../ports/log.ts";
import type { TaskDeps } from "./deps.ts";

/** What a live job still needs: tasks of ranges in neither set, folds of full nodes that their parent does not know yet. */
export interface OpenWork {
  ranges: RangeTask[];
  folds: FoldTask[];
  /** Children done or failed, over all nodes: progress is a growing number. */
  settledChildren: number;
}

/** The nodes of a job, by place. Absent nodes (expired ones) are left out. */
export async function readTree(job: Job, deps: Pick<TaskDeps, "jobs">): Promise<FoldNode[]> {
  const nodes = await deps.jobs.readNodes(planNodes(job.rangeCount).map((place) => nodeKey(job.jobId, place)));
  return nodes.filter((node) => node !== undefined);
}

/** The open work of a job, from its nodes as they are. A full root is all there is to fold. */
export function openWorkOf(job: Job, nodes: readonly FoldNode[]): OpenWork {
  const work: OpenWork = { ranges: [], folds: [], settledChildren: 0 };
  const root = nodes.find((node) => isRoot(node, job.rangeCount));
  for (const node of nodes) {
    work.settledChildren += node.done.size + node.failed.size;
    if (isFull(node)) {
      if (isKnownToParent(node, root)) continue;
      work.folds.push(foldTask(job, node));
    } else if (node.level === 1) {
      for (const child of openChildren(node)) work.ranges.push({ kind: "range", jobId: job.jobId, generation: job.generation, rangeIndex: childIndex(node, child) });
    }
  }
  return work;
}

/** Send these tasks: folds first, they are what finishes a job. */
export async function sendWork(job: Job, work: Pick<OpenWork, "ranges" | "folds">, deps: TaskDeps): Promise<void> {
  if (work.folds.length > 0) await deps.folds.send(work.folds);
  if (work.ranges.length > 0) await rangeQueueOf(job, deps).send(work.ranges);
}

/** A plain object's ranges and a compressed object's one range go to different queues: they need different timeouts. */
export function rangeQueueOf(job: Pick<Job, "encoding">, deps: Pick<TaskDeps, "ranges" | "streams">): TaskDeps["ranges"] {
  return job.encoding === "plain" ? deps.ranges : deps.streams;
}

/** Say to the node above a range or node that its child is done; if the node is full afterwards, send its fold. Returns the node, undefined when refused. */
export async function markChildDone(job: Job, child: NodePlace | { rangeIndex: number }, deps: TaskDeps): Promise<FoldNode | undefined> {
  const index = "rangeIndex" in child ? child.rangeIndex : child.index;
  const parent = "rangeIndex" in child ? parentOfRange(child.rangeIndex) : parentOfNode(child, job.rangeCount);
  if (parent === undefined) return undefined;
  const node = await deps.jobs.markDone(nodeKey(job.jobId, parent), childNumber(index), job.generation);
  if (node === undefined) deps.log.info("mark refused: the node is of another generation or has the child as failed", { jobId: job.jobId, index, generation: job.generation });
  return node;
}

/** Send the fold of a node if it is full, whoever filled it. */
export async function sendFoldIfFull(job: Job, node: FoldNode, deps: TaskDeps): Promise<void> {
  if (isFull(node)) await deps.folds.send([foldTask(job, node)]);
}

export function foldTask(job: Pick<Job, "jobId" | "generation">, place: NodePlace): FoldTask {
  return { kind: "fold", jobId: job.jobId, generation: job.generation, level: place.level, index: place.index };
}

/** What log lines say of a task. */
export function describeTask(task: Task): LogFields {
  const { jobId, generation } = task;
  return { jobId, generation, ...(task.kind === "range" ? { rangeIndex: task.rangeIndex } : { foldLevel: task.level, foldIndex: task.index }) };
}

export function nodeKey(jobId: string, place: NodePlace): NodeKey {
  return { jobId, level: place.level, index: place.index };
}

function isKnownToParent(node: FoldNode, root: FoldNode | undefined): boolean {
  if (root === undefined || node.level === root.level) return false;
  const child = childNumber(node.index);
  return root.done.has(child) || root.failed.has(child);
}

function* openChildren(node: FoldNode): Generator<number> {
  for (let child = 0; child < node.childCount; child++) {
    if (!node.done.has(child) && !node.failed.has(child)) yield child;
  }
}
