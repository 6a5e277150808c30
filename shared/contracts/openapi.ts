import { REJECT_REASONS } from "../core/parse/verdict.ts";
import { LINE_KINDS, PROBLEMS, type ProblemCode } from "./api.ts";
import type { TokenRole } from "./job.ts";
import { ref, type Schema } from "./json-schema.ts";
import { SCHEMAS } from "./openapi-schemas.ts";

interface Operation {
  summary: string;
  description?: string;
  /** What a token needs; null for everybody. */
  role: TokenRole | null;
  parameters?: readonly Schema[];
  body?: string;
  success: { status: number; schema: string };
  problems?: readonly ProblemCode[];
}

const inPath = (name: string, description: string): Schema => ({ name, in: "path", required: true, description, schema: { type: "string" } });
const inQuery = (name: string, description: string, schema: Schema = { type: "string" }): Schema => ({ name, in: "query", required: false, description, schema });

const jobId = inPath("jobId", "32 hexadecimal digits.");
const source = inPath("source", "The name of a source.");
const cursor = inQuery("cursor", "`next` of the page before. It stands for the other parameters.");
const times = [
  inQuery("from", "Windows that start here or later: an ISO time (UTC without a zone), a date, or epoch ms."),
  inQuery("to", "Windows that start before this."),
  inQuery("step", "Seconds to merge windows to: a multiple of 60 that divides a day. Left out: the smallest that fits on one page.", {
    type: "integer",
    minimum: 60,
    maximum: 86_400,
  }),
  cursor,
];
const limit = (maximum: number): Schema => inQuery("limit", "Entries of a page.", { type: "integer", minimum: 1, maximum });

/** Every route of the API, by path and method. */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  "/health": { get: { summary: "Whether the API answers", role: null, success: { status: 200, schema: "Health" } } },
  "/openapi.json": { get: { summary: "This document", role: "read", success: { status: 200, schema: "OpenApi" } } },
  "/jobs": {
    get: {
      summary: "Jobs, newest first",
      description: "A page may have fewer jobs than its limit and still a `next`: it looks at a bounded number of days.",
      role: "read",
      parameters: [inQuery("source", "Only jobs of this source."), limit(100), cursor],
      success: { status: 200, schema: "Jobs" },
    },
  },
  "/jobs/{jobId}": {
    get: { summary: "A job, its progress and its summary", role: "read", parameters: [jobId], success: { status: 200, schema: "JobWithSummary" }, problems: ["JOB_NOT_FOUND"] },
    delete: {
      summary: "Forget a job and its metrics",
      description: "Its source's metrics lose it too. The object stays in the bucket. A job that is being worked on is only forgotten with force=true.",
      role: "admin",
      parameters: [jobId, inQuery("force", "Also while it is being worked on.", { type: "string", enum: ["true", "false"] })],
      success: { status: 200, schema: "Forget" },
      problems: ["JOB_NOT_FOUND", "JOB_RUNNING"],
    },
  },
  "/jobs/{jobId}/metrics": {
    get: {
      summary: "The document of a job, its windows page by page",
      description: "While the job runs, windows are partial: they hold what is merged so far. A failed or superseded job has none.",
      role: "read",
      parameters: [jobId, ...times],
      success: { status: 200, schema: "Document" },
      problems: ["JOB_NOT_FOUND", "CURSOR_OUTDATED"],
    },
  },
  "/jobs/{jobId}/routes": {
    get: {
      summary: "The routes, services and hosts with most records",
      role: "read",
      parameters: [jobId],
      success: { status: 200, schema: "Routes" },
      problems: ["JOB_NOT_FOUND"],
    },
  },
  "/jobs/{jobId}/rejected": {
    get: {
      summary: "Rejected lines: how many, why, and the first of each reason",
      role: "read",
      parameters: [jobId],
      success: { status: 200, schema: "Rejected" },
      problems: ["JOB_NOT_FOUND"],
    },
  },
  "/jobs/{jobId}/lines": {
    get: {
      summary: "Sampled lines with their text",
      role: "read",
      parameters: [
        jobId,
        inQuery("kind", "Slowest requests unless said otherwise.", { type: "string", enum: LINE_KINDS }),
        inQuery("reason", "Only lines rejected for this; with kind=rejected.", { type: "string", enum: REJECT_REASONS }),
      ],
      success: { status: 200, schema: "Lines" },
      problems: ["JOB_NOT_FOUND"],
    },
  },
  "/jobs/{jobId}/rerun": {
    post: {
      summary: "Analyse the object of a job again under the present settings of its source",
      role: "admin",
      parameters: [jobId],
      success: { status: 202, schema: "Rerun" },
      problems: ["JOB_NOT_FOUND", "NOT_RERUNNABLE", "OBJECT_FORBIDDEN", "OBJECT_GONE"],
    },
  },
  "/backfills": {
    post: {
      summary: "Analyse what the bucket holds already: one page of its keys",
      role: "admin",
      body: "BackfillRequest",
      success: { status: 200, schema: "Backfill" },
      problems: ["BAD_BODY", "BODY_TOO_LARGE", "OBJECT_FORBIDDEN"],
    },
  },
  "/jobs/{jobId}/redrive": {
    post: {
      summary: "Set a job with gaps or a failed one to work again",
      role: "admin",
      parameters: [jobId],
      success: { status: 202, schema: "Redrive" },
      problems: ["JOB_NOT_FOUND", "JOB_RUNNING", "NOT_REDRIVABLE", "REDRIVE_EXPIRED"],
    },
  },
  "/uploads": {
    post: {
      summary: "Signed requests that upload an object: one, or parts above 5 GiB",
      role: "ingest",
      body: "UploadRequest",
      success: { status: 201, schema: "Upload" },
      problems: ["BAD_BODY", "BODY_TOO_LARGE", "UPLOAD_TOO_LARGE"],
    },
  },
  "/queues": {
    get: {
      summary: "What waits in the queues",
      description: "Messages that wait, that somebody works on, and that come later, as SQS says: approximately.",
      role: "read",
      success: { status: 200, schema: "Queues" },
    },
  },
  "/sources": { get: { summary: "Sources by name", role: "read", parameters: [limit(100), cursor], success: { status: 200, schema: "Sources" } } },
  "/sources/{source}": {
    put: {
      summary: "Set the prefixes and settings of a source",
      description: "Objects that are stored from now on are analysed under them; jobs that exist keep theirs.",
      role: "admin",
      parameters: [source],
      body: "SourceRequest",
      success: { status: 200, schema: "Source" },
      problems: ["BAD_BODY", "BODY_TOO_LARGE", "PREFIX_TAKEN"],
    },
  },
  "/sources/{source}/metrics": {
    get: {
      summary: "Windows merged over all objects of a source",
      description: "Of each object the published content. Without from and to it is the day that ends with the newest record.",
      role: "read",
      parameters: [source, ...times],
      success: { status: 200, schema: "SourceMetrics" },
      problems: ["SOURCE_NOT_FOUND", "QUERY_TOO_LARGE"],
    },
  },
};

/** Every path of the API, with its parameters in braces. */
export const OPENAPI_PATHS: readonly string[] = Object.keys(OPERATIONS);

/** The API in OpenAPI 3.1, served at `/openapi.json`. Source: OpenAPI Specification 3.1.1. */
export const openApiDocument = {
  openapi: "3.1.1",
  info: { title: "Fanfold results API", version: "1.0.0", description: "Exact per-minute metrics of logs in S3. Errors are application/problem+json; match their `code`." },
  servers: [{ url: "/" }],
  paths: Object.fromEntries(
    Object.entries(OPERATIONS).map(([path, methods]) => [path, Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, describeOperation(operation)]))]),
  ),
  components: {
    schemas: { ...SCHEMAS, OpenApi: { type: "object", required: ["openapi", "info", "paths"], additionalProperties: true } },
    securitySchemes: { bearer: { type: "http", scheme: "bearer", description: "Roles: read; ingest, which includes read; admin, which includes both." } },
  },
};

function describeOperation(operation: Operation): Schema {
  const { summary, description, role, parameters, body, success } = operation;
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    security: role === null ? [] : [{ bearer: [role] }],
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { "application/json": { schema: ref(body) } } } }),
    responses: { [success.status]: { description: summary, content: { "application/json": { schema: ref(success.schema) } } }, ...describeProblems(operation) },
  };
}

/** The problems of an operation, those that all have included, by status. */
function describeProblems({ role, problems = [] }: Operation): Record<string, Schema> {
  const open: ProblemCode[] = ["BAD_PARAMETER", "INTERNAL", "UNAVAILABLE"];
  const codes = [...problems, ...open, ...(role === null ? [] : (["UNAUTHENTICATED", "FORBIDDEN"] satisfies ProblemCode[]))];
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [status, { description: ofStatus.join(", "), content: { "application/problem+json": { schema: ref("Problem") } } }]),
  );
}
