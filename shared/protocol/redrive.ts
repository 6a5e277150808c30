import { childNumber, isRoot } from "../core/job/fold-plan.ts";
import { isFull, type FoldNode, type Job } from "../contracts/job.ts";
import type { TaskDeps } from "./deps.ts";
import { nodeKey, openWorkOf, readTree, sendWork } from "./tasks.ts";

/** What came of asking for a redrive. */
export type RedriveResult =
  | { outcome: "started"; job: Job }
  /** The job is live: there is nothing to redrive yet, or somebody else's redrive is under way. */
  | { outcome: "running"; job: Job }
  /** Complete, superseded, or its gaps cannot be filled by trying again. */
  | { outcome: "not-redrivable"; job: Job }
  /** The partials it would build on have expired. */
  | { outcome: "expired"; job: Job }
  | { outcome: "absent" };

/**
 * Open a new generation of a job with gaps or of a failed one, and send its missing work. Every step is conditional: the caller may die
 * anywhere, and the sweeper finishes.
 */
export async function redrive(jobId: string, nextCheckAtMs: number, nowMs: number, deps: TaskDeps): Promise<RedriveResult> {
  const job = await deps.jobs.readJob(jobId);
  if (job === undefined) return { outcome: "absent" };
  if (job.state === "queued" || job.state === "running") return { outcome: "running", job };
  if (job.state === "complete" || job.state === "superseded" || job.isRedrivable === false) return { outcome: "not-redrivable", job };
  if (nowMs >= job.redrivableUntilMs) return { outcome: "expired", job };
  await deps.jobs.reopenJob(jobId, job.generation, nextCheckAtMs);
  const reopened = await deps.jobs.readJob(jobId);
  if (reopened === undefined) return { outcome: "absent" };
  if (reopened.state !== "running") return { outcome: "running", job: reopened };
  await resumeWork(reopened, deps);
  return { outcome: "started", job: reopened };
}

/**
 * Send what a live job still needs. A redrive that stopped half-way is finished first: a node of an older generation refuses the marks of what
 * is sent in the job's, so that its ranges would be computed and lost.
 */
export async function resumeWork(job: Job, deps: TaskDeps): Promise<void> {
  let nodes = await readTree(job, deps);
  if (isRedriveUnfinished(job, nodes)) {
    await reopenNodes(job, deps);
    nodes = await readTree(job, deps);
  }
  await sendWork(job, openWorkOf(job, nodes), deps);
}

/**
 * Give the job's generation to the root and, from the root down, to every node that is not in its parent's `done` or has a child that is not
 * done without a gap below it. Nodes that have it already stay as they are.
 */
export async function reopenNodes(job: Job, deps: Pick<TaskDeps, "jobs">): Promise<void> {
  const nodes = await readTree(job, deps);
  const root = nodes.find((node) => isRoot(node, job.rangeCount));
  if (root === undefined) return;
  const reopened = nodes.filter((node) => node !== root && !isDoneWithoutGap(node, root));
  await deps.jobs.reopenNode(
    nodeKey(job.jobId, root),
    job.generation,
    reopened.map((node) => childNumber(node.index)),
  );
  await Promise.all(reopened.map((node) => deps.jobs.reopenNode(nodeKey(job.jobId, node), job.generation, [])));
}

/**
 * Whether a redrive stopped half-way: the root is older than the job, or a node that its parent has in neither set is older than the root.
 * Until it is finished nothing may be sent.
 */
export function isRedriveUnfinished(job: Job, nodes: readonly FoldNode[]): boolean {
  const root = nodes.find((node) => isRoot(node, job.rangeCount));
  if (root === undefined) return false;
  if (root.generation < job.generation) return true;
  return nodes.some((node) => {
    const child = childNumber(node.index);
    return node !== root && !root.done.has(child) && !root.failed.has(child) && node.generation < root.generation;
  });
}

function isDoneWithoutGap(node: FoldNode, root: FoldNode): boolean {
  return root.done.has(childNumber(node.index)) && isFull(node) && node.failed.size === 0;
}
