import type { JobDocument, JobPartDocument, KeysDocument, SampleDocument, SamplesDocument, SummaryDocument, WindowDocument } from "./document.ts";
import type { SourceSettings, TokenRole } from "./job.ts";

/** What readers are told of a job: the document's part, and what somebody needs who wants to do something about it. */
export interface JobPart extends JobPartDocument {
  /** The sentence that goes with the code of a failed job's `failure`. */
  failureMessage?: string;
  /** Until when a redrive can fill what is missing; only said of a job that can be redriven. */
  redrivableUntil?: string;
}

/** A job in a list: without what only its fold nodes know. */
export interface JobEntry extends Omit<JobPart, "ranges" | "gaps" | "limits" | "receipt"> {
  ranges: { total: number };
}

/** What is known of a job besides its windows. Without a result yet, or for good, the summary is null and the lists are empty. */
export interface JobOverview {
  job: JobPart;
  summary: SummaryDocument | null;
  routes: KeysDocument;
  services: KeysDocument;
  hosts: KeysDocument;
  samples: SamplesDocument;
}

/** One page of the document of a job: the document itself where everything fits on it. */
export interface JobPage extends JobOverview, Pick<JobDocument, "windows"> {
  /** Seconds of one of the windows. */
  step: number;
}

/** Messages of one queue, approximately: that wait, that somebody works on, and that come later. */
export interface QueueEntry {
  queue: string;
  visible: number;
  inFlight: number;
  delayed: number;
}

/** `next` is the cursor of the next page; absent on the last one. */
export interface Paged {
  next?: string;
}

export type HealthAnswer = { status: "ok" };
export type JobsAnswer = { jobs: JobEntry[] } & Paged;
export type JobAnswer = Pick<JobOverview, "job" | "summary">;
export type MetricsAnswer = JobPage & Paged;
export type RoutesAnswer = Pick<JobOverview, "job" | "routes" | "services" | "hosts">;
export type RejectedAnswer = { job: JobPart; rejected: number; rejectedByReason: Record<string, number>; samples: SampleLine[] };
export type LinesAnswer = { job: JobPart; kind: LineKind; lines: SampleLine[] };
export type RedriveAnswer = { outcome: "started" | "splitting"; job: JobEntry };
export type RerunAnswer = { outcome: "splitting"; job: JobEntry };
export type ForgetAnswer = { outcome: "forgotten"; job: JobEntry };
/** One page of a backfill. `next` is where the page behind it begins: behind this key. */
export type BackfillAnswer = { bucketName: string; objects: number; objectBytes: number; isSent: boolean; next?: string };
/** How the queues stand, in the order of the flow. */
export type QueuesAnswer = { queues: QueueEntry[] };
export type SourcesAnswer = { sources: SourceEntry[] } & Paged;
export type SourceMetricsAnswer = { source: string; from: string; to: string; step: number; windows: WindowDocument[] } & Paged;

export const LINE_KINDS = ["slowest", "errors", "rejected"] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Why the text of a line cannot be shown. */
export const TEXT_UNAVAILABLE = ["object-deleted", "object-replaced", "object-forbidden", "store-unavailable", "not-kept"] as const;
export type TextUnavailable = (typeof TEXT_UNAVAILABLE)[number];

/** A sampled line with its text, fetched when asked. */
export interface SampleLine extends Omit<SampleDocument, "text"> {
  timestamp?: string;
  durationMs?: number;
  /** Said of a rejected line. */
  reason?: string;
  /** Null when it cannot be shown. */
  text: string | null;
  /** The line is longer than the text. */
  isTruncated?: boolean;
  unavailable?: TextUnavailable;
}

export interface SourceEntry {
  source: string;
  prefixes: readonly string[];
  settings: SourceSettings;
  firstJobDay?: string;
  lastJobDay?: string;
}

/** A request that whoever holds it may send without credentials, until it expires. */
export interface SignedRequest {
  method: "PUT" | "POST";
  url: string;
  /** Headers that were signed: they have to be sent as they are. */
  headers: Readonly<Record<string, string>>;
}

/** What `POST /uploads` takes. */
export interface UploadRequest {
  objectKey: string;
  contentLength: number;
  /** An upload in parts that was begun earlier: its requests are signed anew. */
  uploadId?: string;
}

/** What `POST /uploads` gives: one request, or one for each part and one that makes an object of the parts. */
export type UploadAnswer = { bucketName: string; objectKey: string; expiresAt: string } & (
  | { kind: "single"; request: SignedRequest }
  | { kind: "parts"; uploadId: string; partBytes: number; parts: ({ partNumber: number; contentLength: number } & SignedRequest)[]; complete: SignedRequest }
);

/** Every code of a problem, with its HTTP status and title. Codes are never renamed. */
export const PROBLEMS = {
  BAD_PARAMETER: { status: 400, title: "A parameter is not what it should be" },
  BAD_BODY: { status: 400, title: "The body is not what it should be" },
  UNAUTHENTICATED: { status: 401, title: "A bearer token is needed" },
  FORBIDDEN: { status: 403, title: "The token's role is not enough" },
  OBJECT_FORBIDDEN: { status: 403, title: "The stack may not read that" },
  NOT_FOUND: { status: 404, title: "There is no such route" },
  JOB_NOT_FOUND: { status: 404, title: "There is no such job" },
  SOURCE_NOT_FOUND: { status: 404, title: "There is no such source" },
  METHOD_NOT_ALLOWED: { status: 405, title: "The route has no such method" },
  NOT_REDRIVABLE: { status: 409, title: "A redrive would change nothing" },
  JOB_RUNNING: { status: 409, title: "The job is running" },
  NOT_RERUNNABLE: { status: 409, title: "Analysing again would change nothing" },
  CURSOR_OUTDATED: { status: 409, title: "The pages have changed" },
  PREFIX_TAKEN: { status: 409, title: "The prefix belongs to another source" },
  OBJECT_GONE: { status: 410, title: "The object is gone" },
  REDRIVE_EXPIRED: { status: 410, title: "What a redrive builds on has expired" },
  BODY_TOO_LARGE: { status: 413, title: "The body is too large" },
  QUERY_TOO_LARGE: { status: 413, title: "The query is too large" },
  UPLOAD_TOO_LARGE: { status: 413, title: "The upload is too large" },
  INTERNAL: { status: 500, title: "Something is broken" },
  UNAVAILABLE: { status: 503, title: "Try again" },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** The body of every answer that is no success. Source: RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  /** Names the request in the logs. */
  instance: string;
  /** Said with `BAD_PARAMETER` and `BAD_BODY`: which one. */
  parameter?: string;
  /** Said with `REDRIVE_EXPIRED`: what to do instead. */
  offer?: { method: string; path: string; body: UploadRequest };
}

/** What each role may do: each includes the ones before it. */
export const ROLE_RANK: Readonly<Record<TokenRole, number>> = { read: 0, ingest: 1, admin: 2 };
