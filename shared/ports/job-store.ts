import type { Current, FoldNode, GapNote, Job, JobFailure, Published, Token } from "../contracts/job.ts";
import type { ReceiptName, Source, SweepState } from "../contracts/job.ts";
import type { ReceiptSource } from "./meter.ts";

export interface NodeKey {
  jobId: string;
  level: number;
  index: number;
}

/** How a job ends. */
export type JobOutcome =
  | { state: "complete"; endedAtMs: number }
  | { state: "complete-with-gaps"; endedAtMs: number; isRedrivable: boolean }
  | { state: "failed"; endedAtMs: number; failure: JobFailure }
  | { state: "superseded"; endedAtMs: number };

/** A message that used up its deliveries. */
export interface DeadLetter {
  jobId?: string;
  /** The queue it died in, where that is known. */
  queueName?: string;
  messageId: string;
  body: string;
  receivedAtMs: number;
}

/** What the job has to be still for a write to count. */
export interface JobExpectation {
  generation: number;
  /** Left out where any version will do. */
  version?: number;
}

/** A receipt that goes with a write of a job, and the job as it was read: how large it is says what the write costs. */
export interface JobReceipt {
  job: Job;
  source: ReceiptSource;
}

/**
 * Jobs, fold nodes and the current content of keys. Every read by key is consistent; every write is one conditional write or idempotent.
 * What has expired is absent, for every read and every condition. A job expires its settings' `retentionDays` after its creation.
 * A write that answers `false` or `undefined` may have been written by an earlier try whose answer was lost: callers read again and judge.
 */
export interface JobStore {
  readJob(jobId: string): Promise<Job | undefined>;
  /** Put the job if there is none, or only one that failed to split and was never activated. False when another is there. */
  createJob(job: Job, finishReceipt?: ReceiptSource): Promise<boolean>;
  /** Put each node if absent, with empty sets. */
  createNodes(nodes: readonly Pick<FoldNode, "jobId" | "level" | "index" | "childCount" | "generation">[], expiresAtMs: number): Promise<void>;
  readNode(key: NodeKey): Promise<FoldNode | undefined>;
  /** In the order asked; undefined for absent ones. */
  readNodes(keys: readonly NodeKey[]): Promise<(FoldNode | undefined)[]>;

  readCurrent(objectId: string): Promise<Current | undefined>;
  /**
   * Set `superseded` with `versionRead + 1`, whatever the state, if the job's version is at most `versionRead`. An earlier end keeps its time. The end
   * is untold: the job is in the index of live jobs until {@link noteEndTold}.
   */
  supersede(jobId: string, versionRead: number, nowMs: number): Promise<boolean>;
  /**
   * Make the job the key's current one with `versionRead + 1`, if the version still is `versionRead` (0: there is none). What is published stays, and
   * the expiry never gets nearer. A key that had no current one may be given `published` with it: readers are shown the job from that moment on.
   */
  takeCurrent(objectId: string, jobId: string, versionRead: number, expiresAtMs: number, published?: Published): Promise<boolean>;
  /**
   * Set the job's version unless its own is newer; `superseded` becomes `running` and live again, with a fresh sweep state. Returns the job afterwards:
   * its version is newer than `version` when a later splitter came first. Undefined when there is no such job.
   */
  activate(jobId: string, version: number, nextCheckAtMs: number): Promise<Job | undefined>;
  /** `queued` becomes `running`; anything else stays, and the receipt is not written then: false. */
  startRunning(jobId: string, splitReceipt?: JobReceipt): Promise<boolean>;
  /** End the job if it is as expected and has not ended. The end is untold: the job stays in the index of live jobs until {@link noteEndTold}. */
  endJob(jobId: string, expected: JobExpectation, outcome: JobOutcome, finishReceipt?: JobReceipt): Promise<boolean>;
  /** Set one of the job's receipts, if the job is there. */
  noteReceipt(jobId: string, name: ReceiptName, receipt: JobReceipt): Promise<void>;
  /** Put the job as `failed`, by `SPLIT_FAILED` unless it names a failure, if there is none or one that is queued and was never activated. The end is untold. */
  failSplit(job: Job): Promise<boolean>;
  /** Somebody was told how the job ended: if that still is how it ended, it leaves the index of live jobs. */
  noteEndTold(end: Pick<Job, "jobId" | "state" | "generation">): Promise<void>;
  /** `complete-with-gaps` or `failed` of `generationRead` becomes `running` of the next generation, live again, with a fresh sweep state. */
  reopenJob(jobId: string, generationRead: number, nextCheckAtMs: number): Promise<boolean>;
  /** Delete the job's nodes, its result, gaps and dead letters, and the job itself at last, so that it can be done again until it is done. Absent ones are no error. */
  deleteJob(jobId: string, nodes: readonly NodeKey[]): Promise<void>;
  /** What the sweeper remembers, if the job has not ended. */
  updateSweep(jobId: string, sweep: SweepState, nextCheckAtMs: number): Promise<boolean>;

  /** Add the child to `done` if `failed` lacks it and the node has this generation. The node afterwards; undefined when refused or absent, or when the node has no such child. */
  markDone(key: NodeKey, child: number, generation: number): Promise<FoldNode | undefined>;
  /** The other way round. */
  markFailed(key: NodeKey, child: number, generation: number): Promise<FoldNode | undefined>;
  /** Give the node the generation if its own is older: `failed` empties, `done` loses the children named. */
  reopenNode(key: NodeKey, generation: number, lostChildren: readonly number[]): Promise<boolean>;

  /**
   * Show readers this job of the key: if it is current, and what is published is not newer (by version, then generation).
   * The answer carries what was published before, also when it is refused.
   */
  publish(objectId: string, published: Published): Promise<{ isPublished: boolean; previous?: Published }>;
  /**
   * Let go of the job, if the key's item still is as it was read: where the job was current nothing is, under the next version, so that versions
   * never come twice; what was published of the job is not shown any more.
   */
  forgetCurrent(read: Current, jobId: string): Promise<boolean>;

  noteGap(note: GapNote, expiresAtMs: number): Promise<void>;
  readGaps(jobId: string): Promise<GapNote[]>;
  /** Keep a dead letter beside its job, or under its queue's name when it names none; of a long body the beginning. */
  archiveDeadLetter(letter: DeadLetter, expiresAtMs: number): Promise<void>;

  /** Jobs created on one UTC day, newest first, of one instant by descending id. `after` continues behind a job of an earlier page. Possibly stale. */
  listJobs(source: string, day: string, limit: number, after?: { createdAtMs: number; jobId: string }): Promise<Job[]>;
  /** Ids of jobs of one shard that are live, or whose end is untold, and whose next check is due. Possibly stale. */
  listLive(shard: number, nowMs: number): AsyncIterable<string>;

  /** By name. Sources never expire, and tokens only if they say so. */
  listSources(): Promise<Source[]>;
  /** Prefixes and settings; the days stay as {@link noteJobDay} left them. */
  putSource(source: Source): Promise<void>;
  /** Register the source if it is new and remember the day of a job. */
  noteJobDay(source: string, day: string): Promise<void>;

  readToken(sha256: string): Promise<Token | undefined>;
  putToken(token: Token): Promise<void>;
  /** By hash. */
  listTokens(): Promise<Token[]>;
  /** From the answer on nobody knows it. Absent ones are no error. */
  deleteToken(sha256: string): Promise<void>;
}
