import { gunzipSync } from "node:zlib";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect } from "vitest";
import { createApi } from "../../functions/api/api.ts";
import type { ApiDeps } from "../../functions/api/api-deps.ts";
import { findRoutes } from "../../functions/api/router.ts";
import type { JobsAnswer, MetricsAnswer, Problem, RedriveAnswer, SourceEntry, SourceMetricsAnswer, SourcesAnswer } from "../../shared/contracts/api.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { TOKEN_ROLES, type TokenRole } from "../../shared/contracts/job.ts";
import { openApiDocument } from "../../shared/contracts/openapi.ts";
import type { Schema } from "../../shared/contracts/json-schema.ts";
import { SCHEMAS } from "../../shared/contracts/openapi-schemas.ts";
import { createWorld, type World, type WorldOptions } from "../world/world.ts";
import { checkSchema } from "./check-schema.ts";
import { readDepsOf } from "./access-log.ts";

export interface CallOptions {
  /** The role of the token that is sent; null sends none. */
  as?: TokenRole | null;
  query?: Record<string, string>;
  rawQuery?: string;
  body?: unknown;
  rawBody?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
}

/** What most answers say; each has its part of it. */
export type AnyBody = JobsAnswer & MetricsAnswer & SourcesAnswer & SourceMetricsAnswer & Omit<RedriveAnswer, "job"> & SourceEntry & Problem;

export interface Answer<Body> {
  status: number;
  headers: Record<string, string>;
  body: Body;
  text: string;
}

export const tokenOf = (role: TokenRole): string => `token-of-${role}`;

/** The API over the stores of a world. Every answer is held against the OpenAPI document. */
export async function createApiFixture(options: WorldOptions = {}, overrides: (world: World) => Partial<ApiDeps> = () => ({})) {
  const world = createWorld(options);
  for (const role of TOKEN_ROLES) await world.jobs.putToken({ sha256: sha256Hex(tokenOf(role)), role, name: role });
  const signed: string[] = [];
  const sign = (what: string, method: "PUT" | "POST") => {
    signed.push(what);
    return { method, url: `https://signed.example/${what}`, headers: {} };
  };
  const deps: ApiDeps = {
    ...readDepsOf(world),
    clock: { now: () => world.clock.now(), wait: async () => {}, random: () => 0.5 },
    ranges: world.queues.ranges,
    streams: world.queues.streams,
    folds: world.queues.folds,
    uploads: world.queues.uploads,
    deadLetters: world.queues.deadLetters,
    objects: world.objects,
    lister: world.objects,
    log: world.log,
    events: world.events,
    signer: {
      signPut: async ({ objectKey }, contentLength) => sign(`put/${objectKey}/${contentLength}`, "PUT"),
      startParts: async () => "upload-1",
      signPart: async ({ objectKey }, uploadId, partNumber, contentLength) => sign(`part/${objectKey}/${uploadId}/${partNumber}/${contentLength}`, "PUT"),
      signComplete: async ({ objectKey }, uploadId) => sign(`complete/${objectKey}/${uploadId}`, "POST"),
    },
    bucketName: "logs",
    rangeBytesDefault: options.rangeBytes ?? null,
    sweepPatienceSeconds: 300,
    receiptTerms: { region: "us-east-1", architecture: "arm64", isEmulated: false },
    ...overrides(world),
  };
  const handle = createApi(deps);

  const call = async <Body = AnyBody>(
    method: string,
    path: string,
    { as = "read", query = {}, rawQuery, body, rawBody, isBase64Encoded = false, headers = {} }: CallOptions = {},
  ): Promise<Answer<Body>> => {
    const event = {
      version: "2.0",
      rawPath: path,
      rawQueryString: rawQuery ?? new URLSearchParams(query).toString(),
      headers: { ...(as === null ? {} : { authorization: `Bearer ${tokenOf(as)}` }), ...headers },
      requestContext: { requestId: "request-1", http: { method, path } },
      body: rawBody ?? (body === undefined ? undefined : JSON.stringify(body)),
      isBase64Encoded,
    } as unknown as APIGatewayProxyEventV2;
    const response = await handle(event);
    const raw = response.isBase64Encoded === true ? gunzipSync(Buffer.from(response.body!, "base64")).toString() : (response.body ?? "");
    const answer: Answer<Body> = { status: response.statusCode!, headers: response.headers as Record<string, string>, body: raw === "" ? undefined : JSON.parse(raw), text: raw };
    expectDescribed(method, path, answer);
    return answer;
  };
  return { world, deps, call, signed, get: <Body = AnyBody>(path: string, options: CallOptions = {}) => call<Body>("GET", path, options) };
}

export type ApiFixture = Awaited<ReturnType<typeof createApiFixture>>;

type DescribedPaths = Record<string, Record<string, { responses: Record<string, { description: string; content: Record<string, { schema: Schema }> }> }>>;

/** The answer is one that the document describes for the route. */
function expectDescribed(method: string, path: string, { status, headers, body }: Answer<unknown>): void {
  if (body === undefined) return;
  const route = findRoutes(path.replace(/^\/|\/$/g, "").split("/"))?.routes.find((candidate) => candidate.method === method);
  const schemas = openApiDocument.components.schemas as Record<string, Schema>;
  if (route === undefined) {
    expect(checkSchema(body, SCHEMAS["Problem"]!, schemas)).toEqual([]);
    return;
  }
  const described = (openApiDocument.paths as unknown as DescribedPaths)[route.path]?.[method.toLowerCase()]?.responses[String(status)];
  expect(described, `${method} ${route.path} may not answer ${status}: ${JSON.stringify(body)}`).toBeDefined();
  const schema = described?.content[headers["content-type"]!]?.schema;
  expect(schema, `${headers["content-type"]} of ${method} ${route.path}`).toBeDefined();
  expect(checkSchema(body, schema!, schemas)).toEqual([]);
  if (status >= 400) expect(described!.description.split(", ")).toContain((body as Problem).code);
}
