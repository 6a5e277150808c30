import { TransientError } from "../../core/errors.ts";
import type { Job, ReceiptName } from "../../contracts/job.ts";
import { TABLE } from "../../contracts/names.ts";
import { SORT_KEY, buildCreationSk, buildJobPk, buildJobsOfDayPk, buildLivePk, buildNextCheckSk, buildNodePk, parseNextCheckSk } from "../../contracts/table-keys.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobOutcome, JobReceipt } from "../../ports/job-store.ts";
import type { ReceiptSource } from "../../ports/meter.ts";
import { CHANGE_ROUNDS_MAX } from "../adapter-limits.ts";
import { SWEEP_AT_START, asSplitFailure, type Jobs } from "../job-rules.ts";
import type { Plain } from "./attributes.ts";
import { IS_ABSENT, IS_LIVE } from "./item-table.ts";
import type { ItemKey, ItemTable, Values } from "./item-table.ts";
import { buildJobItem, buildLiveKeys, jobKey, parseJobItem } from "./job-item.ts";
import { signWrite } from "./own-cost.ts";

const { jobsIndex, liveIndex } = TABLE;
const [LIVE_PK, LIVE_SK] = [`#${liveIndex.partitionKey}`, `#${liveIndex.sortKey}`];
const HAS_NOT_ENDED = `${IS_LIVE} AND #state IN (:queued, :running)`;
/** What makes a job live again; a fresh sweep state, and nothing that is said of ended jobs only. */
const GO_LIVE = `#state = :running, #sweep = :sweep, #nextCheckAtMs = :nextCheckAtMs, ${LIVE_PK} = :livePk, ${LIVE_SK} = :liveSk REMOVE #endedAtMs, #failure, #isRedrivable, #isEndUntold`;
const STATES: Values = { queued: "queued", running: "running", superseded: "superseded", failed: "failed", gaps: "complete-with-gaps" };

type EndedWith = JobOutcome & Pick<Job, "finishReceipt">;

/** The jobs of a table. */
export function createDynamoJobs(table: ItemTable, clock: Clock): Jobs {
  const change = (jobId: string, update: string, condition: string, values: Values) => table.updateIf(jobKey(jobId), update, condition, { ...STATES, ...values });
  const changes = async (...args: Parameters<typeof change>) => (await change(...args)) !== undefined;
  const readJob = async (jobId: string): Promise<Job | undefined> => {
    const item = await table.get(jobKey(jobId));
    return item && parseJobItem(item);
  };

  return {
    readJob,
    createJob: (job, finishReceipt) =>
      table.putIf(buildJobItem(signedJob(job, finishReceipt)), `${IS_ABSENT} OR (#state = :failed AND #failure.#code = :splitFailed AND #version = :never)`, {
        ...STATES,
        splitFailed: "SPLIT_FAILED",
        never: 0,
      }),
    failSplit: (job) => table.putIf(buildJobItem(asSplitFailure(job, clock.now())), `${IS_ABSENT} OR (#state = :queued AND #version = :never)`, { ...STATES, never: 0 }),
    supersede: (jobId, versionRead, nowMs) =>
      changes(
        jobId,
        `SET #state = :superseded, #version = :coming, #endedAtMs = if_not_exists(#endedAtMs, :now), #isEndUntold = :true, #nextCheckAtMs = :nextCheckAtMs, ${LIVE_PK} = :livePk, ${LIVE_SK} = :liveSk`,
        `${IS_LIVE} AND #version <= :read`,
        { coming: versionRead + 1, read: versionRead, now: nowMs, true: true, ...liveValues(jobId, nowMs) },
      ),
    async activate(jobId, version, nextCheckAtMs) {
      const values = { version, ...liveValues(jobId, nextCheckAtMs) };
      const isAhead = `${IS_LIVE} AND #version <= :version`;
      for (let round = 0; round < CHANGE_ROUNDS_MAX; round++) {
        const item =
          (await change(jobId, "SET #version = :version", `${isAhead} AND #state <> :superseded`, values)) ??
          (await change(jobId, `SET #version = :version, ${GO_LIVE}`, `${isAhead} AND #state = :superseded`, values));
        if (item !== undefined) return parseJobItem(item);
        // Neither held: the job is absent, or a later version's, or its state changed between the two.
        const job = await readJob(jobId);
        if (job === undefined || job.version > version) return job;
      }
      throw new TransientError("JOB_DISPUTED", "the job changed at every try to activate it", { jobId, version });
    },
    startRunning: (jobId, splitReceipt) => {
      const signed = splitReceipt && signUpdate(splitReceipt, "splitReceipt", { state: "running" });
      return changes(
        jobId,
        `SET #state = :running${signed === undefined ? "" : ", #splitReceipt = :receipt"}`,
        `${IS_LIVE} AND #state = :queued`,
        signed ? { receipt: signed } : {},
      );
    },
    endJob: (jobId, expected, outcome, finishReceipt) => {
      const said = { ...outcome, ...(finishReceipt && { finishReceipt: signUpdate(finishReceipt, "finishReceipt", { ...outcome, isEndUntold: true }) }) };
      return changes(jobId, endUpdate(said), `${HAS_NOT_ENDED} AND #generation = :generation${expected.version === undefined ? "" : " AND #version = :version"}`, {
        ...endValues(said),
        generation: expected.generation,
        ...(expected.version === undefined ? {} : { version: expected.version }),
      });
    },
    async noteEndTold({ jobId, state, generation }) {
      await change(jobId, `REMOVE #isEndUntold, ${LIVE_PK}, ${LIVE_SK}`, `${IS_LIVE} AND #state = :told AND #generation = :generation AND attribute_exists(#isEndUntold)`, {
        told: state,
        generation,
      });
    },
    async noteReceipt(jobId, name, receipt) {
      await change(jobId, `SET #${name} = :receipt`, IS_LIVE, { receipt: signUpdate(receipt, name, {}) });
    },
    reopenJob: (jobId, generationRead, nextCheckAtMs) =>
      changes(jobId, `SET #generation = :next, ${GO_LIVE}`, `${IS_LIVE} AND #state IN (:gaps, :failed) AND #generation = :read`, {
        next: generationRead + 1,
        read: generationRead,
        ...liveValues(jobId, nextCheckAtMs),
      }),
    updateSweep: (jobId, sweep, nextCheckAtMs) =>
      changes(jobId, `SET #sweep = :sweep, #nextCheckAtMs = :nextCheckAtMs, ${LIVE_PK} = :livePk, ${LIVE_SK} = :liveSk`, HAS_NOT_ENDED, {
        ...liveValues(jobId, nextCheckAtMs),
        sweep: { ...sweep },
      }),
    async deleteJob(jobId, nodes) {
      await table.deleteMany(nodes.map((node) => ({ pk: buildNodePk(node), sk: SORT_KEY.node })));
      const beside = await table.queryAll({ pk: buildJobPk(jobId), isKeysOnly: true });
      await table.deleteMany((beside as unknown as ItemKey[]).filter(({ sk }) => sk !== SORT_KEY.job));
      await table.deleteMany([jobKey(jobId)]);
    },
    async listJobs(source, day, limit, after) {
      const sortKey = after && { condition: `#${jobsIndex.sortKey} < :after`, values: { after: buildCreationSk(after.createdAtMs, after.jobId) } };
      const jobs: Job[] = [];
      if (limit <= 0) return jobs;
      for await (const item of table.query({ pk: buildJobsOfDayPk(source, day), index: jobsIndex, isDescending: true, pageItems: limit, ...(sortKey && { sortKey }) })) {
        jobs.push(parseJobItem(item));
        if (jobs.length === limit) break;
      }
      return jobs;
    },
    async *listLive(shard, nowMs) {
      const sortKey = { condition: `${LIVE_SK} < :due`, values: { due: buildNextCheckSk(nowMs) } };
      for await (const item of table.query({ pk: buildLivePk(shard), index: liveIndex, sortKey })) yield parseNextCheckSk(item[liveIndex.sortKey] as string).jobId;
    },
  };
}

function liveValues(jobId: string, nextCheckAtMs: number): Values {
  const keys = buildLiveKeys(jobId, nextCheckAtMs);
  return { nextCheckAtMs, sweep: { ...SWEEP_AT_START }, livePk: keys[liveIndex.partitionKey] as Plain, liveSk: keys[liveIndex.sortKey] as Plain };
}

/** The receipt for changing one attribute of the job besides what the change is about. */
function signUpdate({ job, source }: JobReceipt, name: ReceiptName, changed: Partial<Job>): Uint8Array {
  return signWrite(source, "UpdateItem", buildJobItem(job), (signed) => buildJobItem({ ...job, ...changed, [name]: signed }));
}

function signedJob(job: Job, finishReceipt: ReceiptSource | undefined): Job {
  if (finishReceipt === undefined) return job;
  return { ...job, finishReceipt: signWrite(finishReceipt, "PutItem", undefined, (signed) => buildJobItem({ ...job, finishReceipt: signed })) };
}

/** Sets what the outcome says, removes what it does not say, and leaves the job in the index of live jobs: its end is untold. */
function endUpdate(outcome: EndedWith): string {
  const said = (name: string) => name in outcome;
  const optional = ["failure", "isRedrivable"];
  const set = ["state", "endedAtMs", "isEndUntold", ...[...optional, "finishReceipt"].filter(said)].map((name) => `#${name} = :end_${name}`);
  const removed = optional.filter((name) => !said(name)).map((name) => `#${name}`);
  return `SET ${set.join(", ")}${removed.length === 0 ? "" : ` REMOVE ${removed.join(", ")}`}`;
}

function endValues(outcome: EndedWith): Values {
  return Object.fromEntries(Object.entries({ ...outcome, isEndUntold: true }).map(([name, value]) => [`end_${name}`, value as Plain]));
}
