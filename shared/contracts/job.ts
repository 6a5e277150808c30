import type { ParseSettings, W3cColumns } from "../core/parse/settings.ts";
import { DEFAULT_PARSE_SETTINGS } from "../core/parse/settings.ts";
import { RESULT_RETENTION_DAYS_DEFAULT } from "../core/limits.ts";

export const JOB_STATES = ["queued", "running", "complete", "complete-with-gaps", "failed", "superseded"] as const;
export type JobState = (typeof JOB_STATES)[number];

export const ENCODINGS = ["plain", "gzip", "zstd"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Everything that a source fixes. Part of a job's identity. */
export interface SourceSettings extends ParseSettings {
  /** Bytes of a range; `null` lets the size of the object decide. */
  rangeBytes: number | null;
  /** Days that results and blocks are kept. */
  retentionDays: number;
}

export const DEFAULT_SOURCE_SETTINGS: SourceSettings = {
  ...DEFAULT_PARSE_SETTINGS,
  rangeBytes: null,
  retentionDays: RESULT_RETENTION_DAYS_DEFAULT,
};

/** A named stream of logs. `prefixes` are the key prefixes that belong to it besides its own name. */
export interface Source {
  source: string;
  prefixes: readonly string[];
  settings: SourceSettings;
  /** UTC days (`2026-11-21`) of the oldest and the newest job, for listings; absent before the first job. */
  firstJobDay?: string;
  lastJobDay?: string;
}

/** Why a job failed: a code to match, a sentence to show. */
export interface JobFailure {
  code: JobFailureCode;
  message: string;
}
export const JOB_FAILURE_CODES = ["SPLIT_FAILED", "FOLD_FAILED", "OBJECT_DELETED", "OBJECT_FORBIDDEN"] as const;
export type JobFailureCode = (typeof JOB_FAILURE_CODES)[number];

/** What the sweeper remembers of a live job. */
export interface SweepState {
  /** Checks in a row that found the queue concerned empty. */
  emptyChecks: number;
  /** Times that tasks were sent again since the job last made progress. */
  sweeps: number;
  /** Children done or failed at the last sweep: more of them is progress. */
  settledChildren: number;
}

/** The analysis of one content of one object under one set of settings. */
export interface Job {
  jobId: string;
  objectId: string;
  source: string;
  bucketName: string;
  objectKey: string;
  /** As S3 gives it, without quotes. */
  eTag: string;
  versionId?: string;
  objectBytes: number;
  /** Epoch ms; the reference time of the job's lines. */
  lastModifiedMs: number;
  encoding: Encoding;
  /** What detection called the object: a line format, `mixed`, or `unknown`. For display: each line is judged by its own bytes. */
  format: string;
  /** From the first `#Fields` header in the object's first bytes; absent when they have none. A constant of the job's lines, as its settings and reference time. */
  columns?: W3cColumns;
  settings: SourceSettings;
  rangeBytes: number;
  rangeCount: number;
  state: JobState;
  /** How often the job was set to work again by a redrive. */
  generation: number;
  /** The version of the key under which the job was last activated or superseded; 0 before. */
  version: number;
  createdAtMs: number;
  endedAtMs?: number;
  failure?: JobFailure;
  /** Said of a job with gaps: whether a redrive could fill one. */
  isRedrivable?: boolean;
  /** Epoch ms until which the partials that a redrive builds on are kept. */
  redrivableUntilMs: number;
  sweep: SweepState;
  /** Said of an ended job until its completion event was sent: whoever ended it died before, or is about to send it. */
  isEndUntold?: boolean;
  /** Epoch ms of the sweeper's next look; set while the job is live, or its end is untold. */
  nextCheckAtMs: number;
  /** What splitting cost, encoded. */
  splitReceipt?: Uint8Array;
  /** What the ranges and folds cost, or the splitter that finished a small object. */
  finishReceipt?: Uint8Array;
  /** What it cost to take the place of an earlier content, where there was one. */
  replaceReceipt?: Uint8Array;
}

/** The parts of a job's receipt: each is written with a write that is made anyway, by the function that knows it. */
export type ReceiptName = "splitReceipt" | "finishReceipt" | "replaceReceipt";

/** Whether the job has ended: nothing but a redrive or the return of its content sets it to work again. */
export function hasEnded(job: Pick<Job, "state">): boolean {
  return job.state !== "queued" && job.state !== "running";
}

/** One point of the fold tree. `done` and `failed` are disjoint sets of child numbers. */
export interface FoldNode {
  jobId: string;
  level: number;
  index: number;
  childCount: number;
  generation: number;
  done: ReadonlySet<number>;
  failed: ReadonlySet<number>;
}

/** Whether every child is in one of the sets; a full node never changes again within its generation. */
export function isFull(node: FoldNode): boolean {
  return node.done.size + node.failed.size === node.childCount;
}

/** Which content of a key is current, and which one readers of the source are shown. */
export interface Current {
  objectId: string;
  jobId: string;
  version: number;
  published?: Published;
}

/** Stands for the job of a key whose current one was forgotten. It is nobody's id. */
export const FORGOTTEN_JOB_ID = "forgotten";

export interface Published {
  jobId: string;
  version: number;
  generation: number;
}

/** Why a range is not in the result. Only the reason: whether it is a gap, the fold nodes say. */
export interface GapNote {
  jobId: string;
  rangeIndex: number;
  reason: string;
  attempts: number;
}

export const TOKEN_ROLES = ["read", "ingest", "admin"] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** A bearer token, known only by its SHA-256. */
export interface Token {
  sha256: string;
  role: TokenRole;
  name: string;
  createdAtMs?: number;
  /** What the keys of uploads signed for it begin with; undefined: any key. */
  uploadPrefix?: string;
  /** From then on nobody knows the token; undefined: it is good until it is revoked. */
  expiresAtMs?: number;
}
