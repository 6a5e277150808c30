import type { Delivery } from "../../shared/adapters/memory/queue.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { hasEnded, isFull, type FoldNode, type Job } from "../../shared/contracts/job.ts";
import { parseTask, parseUploadEvent, type FoldTask, type RangeTask } from "../../shared/contracts/messages.ts";
import { childNumber, isRoot, parentOfNode, parentOfRange, type NodePlace } from "../../shared/core/job/fold-plan.ts";
import { nodeKey } from "../../shared/protocol/tasks.ts";
import type { Faults } from "./faults.ts";
import type { Invocation } from "./invocation.ts";
import type { Scheduler } from "./scheduler.ts";
import type { QueueName } from "./simulated-queue.ts";
import type { SimulatedS3 } from "./simulated-s3.ts";
import type { Report } from "./violation.ts";
import type { WatchedStores } from "./watched-stores.ts";
import { TIMES } from "./times.ts";

/** What the checks of messages look at. */
export interface Upkeep {
  stores: WatchedStores;
  s3: SimulatedS3;
  scheduler: Scheduler;
  report: Report;
  faults: Faults;
}

/** The runs that sent something: what they could not do themselves somebody else will. */
const senders = new WeakSet<Invocation>();
/** The runs whose mark left a full node: they have to send its fold, whoever filled it. */
const owesFold = new WeakSet<Invocation>();

/** A run's mark was answered with this node. */
export function noteMark(node: FoldNode | undefined, invocation: Invocation): void {
  if (node !== undefined && isFull(node)) owesFold.add(invocation);
}

/** Look at a message when its run starts; what is returned looks again when it is about to be deleted, and reports it if its work is not done. */
export function checkAcknowledged(name: QueueName, delivery: Delivery, invocation: Invocation, upkeep: Upkeep): () => void {
  if (name === "uploads") return checkUpload(delivery, upkeep);
  if (name === "deadLetters") return () => {};
  const task = parseTask(delivery.body);
  const { startedAtMs } = invocation;
  return () => {
    const job = upkeep.stores.known.get(task.jobId);
    if (job === undefined || hasEnded(job) || job.generation !== task.generation || senders.has(invocation)) return;
    // Whoever brings a job back sends what it lacks, behind that; this run may have seen it before.
    if (upkeep.stores.endedUntilMs(task.jobId) >= startedAtMs) return;
    if (task.kind === "range" && owesFold.has(invocation))
      upkeep.report("nothing-acknowledged-undone", `${invocation.name} found its node full and sent no fold: ${delivery.body}`);
    if (!isSettled(task, job, upkeep.stores))
      upkeep.report("nothing-acknowledged-undone", `${invocation.name} let go of ${delivery.body}, but the job is ${job.state} and nobody has done it`);
  };
}

function isSettled(task: RangeTask | FoldTask, job: Job, stores: WatchedStores): boolean {
  const nodeAt = (place: NodePlace) => {
    const { jobId, level, index } = nodeKey(job.jobId, place);
    return stores.nodes.get(`${jobId} ${level} ${index}`);
  };
  const isKnownTo = (place: NodePlace, child: number): boolean => {
    const node = nodeAt(place);
    // Nothing is sent before a redrive is finished: a node that is older than its task refuses a mark that is needed.
    return node === undefined || node.generation > task.generation || (node.generation === task.generation && (node.done.has(child) || node.failed.has(child)));
  };
  if (task.kind === "range") return isKnownTo(parentOfRange(task.rangeIndex), childNumber(task.rangeIndex));
  const node = nodeAt(task);
  if (node === undefined || node.generation > task.generation || !isFull(node)) return true;
  if (isRoot(task, job.rangeCount)) return false;
  return isKnownTo(parentOfNode(task, job.rangeCount)!, childNumber(task.index));
}

/** After an upload's message the key's current job is the one of what is there, unless that changed meanwhile. */
function checkUpload(delivery: Delivery, { stores, s3, report }: Upkeep): () => void {
  const uploads = parseUploadEvent(delivery.body);
  const before = uploads.map(({ objectKey }) => s3.changesOf(objectKey));
  return () => {
    for (const [at, { bucketName, objectKey }] of uploads.entries()) {
      const content = s3.objects.get(objectKey);
      if (content === undefined || s3.changesOf(objectKey) !== before[at]) continue;
      const current = stores.currents.get(objectIdOf(bucketName, objectKey));
      const eTag = current && stores.known.get(current.jobId)?.eTag;
      if (eTag !== content.eTag)
        report("nothing-acknowledged-undone", `the upload of ${objectKey} was let go of, but ${eTag === undefined ? "no job" : "another content"} is current`);
    }
  };
}

/** What a run sends is needed: nothing that is done, and from the sweeper nothing that is still on its way. */
export function checkSends(
  name: QueueName,
  bodies: readonly string[],
  invocation: Invocation,
  held: readonly { body: string; sentAtMs: number }[],
  { stores, scheduler, report, faults }: Upkeep,
): void {
  senders.add(invocation);
  const isSweeper = invocation.functionName === "sweeper";
  for (const body of bodies) {
    // Also what it saw just before the faults stopped.
    if (isSweeper && !faults.wasOn("sqs.depth-stale", invocation.startedAtMs) && held.some((message) => message.body === body && message.sentAtMs < invocation.startedAtMs - 1))
      report("sweeper-patience", `the sweeper sends ${body} although the queue ${name} still holds it`);
    if (name === "uploads") continue;
    const task = parseTask(body);
    const job = stores.known.get(task.jobId);
    if (job === undefined || job.generation !== task.generation) continue;
    // What happened since the sweeper looked it cannot know.
    const waitedMs = scheduler.now() - stores.progressBefore(task.jobId, invocation.startedAtMs);
    if (isSweeper && waitedMs < TIMES.sweepPatienceSeconds * 1000 && !hasEnded(job))
      report("sweeper-patience", `the sweeper sends ${body} ${waitedMs / 1000} s after the job's last progress`);
    if (task.kind !== "range" || !PLANNERS.has(invocation.functionName)) continue;
    const doneAtMs = stores.doneAtMs(task.jobId, task.rangeIndex, task.generation);
    if (doneAtMs !== undefined && doneAtMs < invocation.startedAtMs) report("nothing-computed-twice", `${invocation.name} sends ${body}, which was done already`);
  }
}

/** Functions that send what a job lacks. A reducer sends what it has just found to be missing. */
const PLANNERS: ReadonlySet<string> = new Set(["splitter", "sweeper", "api", "dead-letter"]);
