import { JSON_FIELDS, LINE_FORMATS } from "../core/parse/settings.ts";
import { REJECT_REASONS } from "../core/parse/verdict.ts";
import { LINE_KINDS, PROBLEMS, TEXT_UNAVAILABLE } from "./api.ts";
import { ENCODINGS, JOB_FAILURE_CODES, JOB_STATES } from "./job.ts";
import { amount, choice, count, counts, exact, instant, list, nullable, object, ref, text, type Schema } from "./json-schema.ts";
import { RECEIPT_SCHEMA } from "./openapi-receipt.ts";

const next = { "next?": text("The cursor of the next page; absent on the last one.") };
const tally = {
  records: count,
  requests: count,
  errors: count,
  clientErrors: count,
  errorRate: { type: "number", minimum: 0, maximum: 1, description: "errors / records" },
  requestsPerSecond: amount,
  bytes: exact,
  status: counts("Records by status code."),
  levels: counts("Records by level; OTHER are those of levels beyond the limit."),
  latencyMs: nullable(ref("Latency")),
};
const aboutJob = {
  jobId: { type: "string", pattern: "^[0-9a-f]{32}$" },
  source: text(),
  bucketName: text(),
  objectKey: text(),
  objectBytes: count,
  format: text("What the object was detected as; each line is judged by its own bytes."),
  encoding: choice(ENCODINGS),
  state: choice(JOB_STATES),
  generation: { ...count, description: "How often the job was redriven." },
  "createdAt?": instant,
  "endedAt?": instant,
  "failure?": choice(JOB_FAILURE_CODES),
  "failureMessage?": text(),
  "redrivableUntil?": { ...instant, description: "Until when a redrive can fill what is missing." },
};
const place = { byteOffset: count, byteLength: count };
const keptText = { "text?": text("How the line begins; only of a compressed object.") };
const overview = { job: ref("Job"), summary: nullable(ref("Summary")), routes: ref("Keys"), services: ref("Keys"), hosts: ref("Keys"), samples: ref("Samples") };
const uploadTarget = { bucketName: text(), objectKey: text(), expiresAt: instant };

/** Every named schema of the API. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Health: object({ status: { const: "ok" } }),
  Latency: object(Object.fromEntries([["count", count], ...["min", "mean", "max", "p50", "p90", "p95", "p99", "p999"].map((name) => [name, amount] as const)])),
  Job: object({ ...aboutJob, ranges: object({ total: count, done: count, failed: count }), gaps: list(ref("Gap")), limits: list(ref("Limit")), "receipt?": ref("Receipt") }),
  Receipt: RECEIPT_SCHEMA,
  JobEntry: object({ ...aboutJob, ranges: object({ total: count }) }),
  Gap: object({ startByte: count, endByte: nullable(count), reason: text(), "attempts?": count }),
  Limit: object({ name: text(), dropped: count }),
  Summary: object({
    lines: count,
    rejected: count,
    blankLines: count,
    commentLines: count,
    rejectedByReason: counts("Rejected lines by reason."),
    ...tally,
    methods: counts("Records by method."),
    firstRecordAt: nullable(instant),
    lastRecordAt: nullable(instant),
  }),
  Window: object({ windowStart: instant, state: { ...choice(["partial", "final"]), description: "final once the job is complete, with or without gaps" }, ...tally }),
  Keys: object({
    entries: list(
      object({ key: text(), records: count, errors: count, latencyMs: nullable(ref("Latency")), countErrorMax: { ...count, description: "At most so many records are missing." } }),
    ),
    otherRecords: count,
    isExact: { type: "boolean" },
  }),
  Samples: object({
    slowest: list(object({ ...place, ...keptText, timestamp: instant, durationMs: amount })),
    errors: list(object({ ...place, ...keptText, timestamp: instant })),
    rejected: { type: "object", propertyNames: choice(REJECT_REASONS), additionalProperties: list(object({ ...place, ...keptText })) },
  }),
  SampleLine: object({
    ...place,
    "timestamp?": instant,
    "durationMs?": amount,
    "reason?": choice(REJECT_REASONS),
    text: { type: ["string", "null"] },
    "isTruncated?": { type: "boolean" },
    "unavailable?": choice(TEXT_UNAVAILABLE),
  }),
  Jobs: object({ jobs: list(ref("JobEntry")), ...next }),
  JobWithSummary: object({ job: ref("Job"), summary: nullable(ref("Summary")) }),
  Document: object({ ...overview, step: { ...count, description: "Seconds of a window." }, windows: list(ref("Window")), ...next }),
  Routes: object({ job: ref("Job"), routes: ref("Keys"), services: ref("Keys"), hosts: ref("Keys") }),
  Rejected: object({ job: ref("Job"), rejected: count, rejectedByReason: counts("Rejected lines by reason."), samples: list(ref("SampleLine")) }),
  Lines: object({ job: ref("Job"), kind: choice(LINE_KINDS), lines: list(ref("SampleLine")) }),
  Redrive: object({ outcome: choice(["started", "splitting"]), job: ref("JobEntry") }),
  Rerun: object({ outcome: choice(["splitting"]), job: ref("JobEntry") }),
  Forget: object({ outcome: choice(["forgotten"]), job: ref("JobEntry") }),
  BackfillRequest: object({
    "prefix?": text("Of the keys to analyse; all of the bucket unless given."),
    "after?": text("The key behind which to go on: what the page before said as `next`."),
    "limit?": { type: "integer", minimum: 1, maximum: 1000 },
    "dryRun?": { type: "boolean", description: "Only count." },
  }),
  Backfill: object({ bucketName: text(), objects: count, objectBytes: count, isSent: { type: "boolean" }, "next?": text("The last key of this page; absent on the last one.") }),
  SignedRequest: object({ method: choice(["PUT", "POST"]), url: text(), headers: { type: "object", additionalProperties: text() } }),
  UploadRequest: object({
    objectKey: text("1 to 1,024 bytes."),
    contentLength: count,
    "uploadId?": text("Of an upload in parts that was begun earlier: its requests are signed anew."),
  }),
  Upload: {
    oneOf: [
      object({ ...uploadTarget, kind: { const: "single" }, request: ref("SignedRequest") }),
      object({
        ...uploadTarget,
        kind: { const: "parts" },
        uploadId: text(),
        partBytes: count,
        parts: list(object({ partNumber: count, contentLength: count, method: choice(["PUT"]), url: text(), headers: { type: "object", additionalProperties: text() } })),
        complete: { ...ref("SignedRequest"), description: "Its body is the XML of CompleteMultipartUpload." },
      }),
    ],
  },
  SourceSettings: object({
    format: choice(["auto", ...LINE_FORMATS]),
    timeZone: text("UTC, an offset such as +03:30, or an IANA zone: for times that name none."),
    pattern: {
      type: ["string", "null"],
      description: "How lines look that no format knows, with fields in braces: {time} {level} {*}. Asked before all formats; alone where the format is pattern.",
    },
    jsonAliases: { type: "object", propertyNames: choice(JSON_FIELDS), additionalProperties: list(text()) },
    rangeBytes: { type: ["integer", "null"], minimum: 1 },
    retentionDays: { type: "integer", minimum: 1 },
  }),
  SourceRequest: { type: "object", properties: { prefixes: list(text()), settings: { ...ref("SourceSettings"), description: "Settings that are left out have their defaults." } } },
  Source: object({
    source: text(),
    prefixes: list(text()),
    settings: ref("SourceSettings"),
    "firstJobDay?": { type: "string", format: "date" },
    "lastJobDay?": { type: "string", format: "date" },
  }),
  Queues: object({ queues: list(object({ queue: text("uploads, ranges, streams, folds or dead-letters."), visible: count, inFlight: count, delayed: count })) }),
  Sources: object({ sources: list(ref("Source")), ...next }),
  SourceMetrics: object({ source: text(), from: instant, to: instant, step: count, windows: list(ref("Window")), ...next }),
  Problem: object({
    type: text(),
    title: text(),
    status: count,
    code: choice(Object.keys(PROBLEMS)),
    detail: text(),
    instance: text("Names the request in the logs."),
    "parameter?": text("Which parameter or member of the body is meant."),
    "offer?": { ...object({ method: text(), path: text(), body: ref("UploadRequest") }), description: "What to ask for instead." },
  }),
};
