import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import type { FunctionHost } from "../lambda/function-host.ts";
import { invokeFunction } from "../lambda/invoke-function.ts";
import type { StackObserver } from "../observe/stack-observer.ts";
import type { ApiPlan } from "../template/stack-plan.ts";
import { applyApiCors } from "./api-cors.ts";
import { buildHttpEvent, sendHttpResult } from "./payload.ts";
import { createRouteTable } from "./route-table.ts";

const REQUEST_BYTES_MAX = 10 * 1024 * 1024;
const TIMED_OUT = Symbol("timed out");

/** What the HTTP API needs. */
export interface ApiOptions {
  plan: ApiPlan | undefined;
  functions: ReadonlyMap<string, FunctionHost>;
  accountId: string;
  observer: StackObserver | undefined;
  log: (message: string, details?: Record<string, unknown>) => void;
}

/** The HTTP API of a stack. A stack without one answers 404 to everything. */
export function createApiListener({ plan, functions, accountId, observer, log }: ApiOptions): RequestListener {
  const findRoute = createRouteTable(plan?.routes ?? []);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (applyApiCors(plan?.cors, request, response)) return;
    const body = await readBody(request);
    if (body === undefined) return sendMessage(response, 413, "Request Entity Too Large");
    const match = findRoute(request.method ?? "GET", (request.url ?? "/").split("?", 1)[0] ?? "/");
    if (plan === undefined || match === undefined) return sendMessage(response, 404, "Not Found");
    const event = buildHttpEvent(request, body, match, { apiId: plan.apiId, accountId, stageName: plan.stageName, nowMs: Date.now() });
    const result = await invokeWithin(functions.get(match.route.functionArn) as FunctionHost, event, match.route.timeoutMs);
    if (result === TIMED_OUT) return sendMessage(response, 503, "Service Unavailable");
    if (!result.ok) return sendMessage(response, 500, "Internal Server Error");
    sendHttpResult(response, result.value);
  };

  return (request, response) => {
    const startedMs = performance.now();
    response.once("close", () => {
      // One whose asker has gone away before there was an answer has none.
      if (!response.headersSent) return;
      const { method = "GET", url = "/" } = request;
      observer?.requestAnswered({ method, path: url.split("?", 1)[0] ?? "/", status: response.statusCode, durationMs: performance.now() - startedMs });
    });
    answer(request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      log("the HTTP API failed", { url: request.url, error: (error as Error).stack });
      if (!response.headersSent) sendMessage(response, 500, "Internal Server Error");
    });
  };
}

/** Wait for a place and run, both within the time of the integration. What runs on afterwards is nobody's answer any more. */
async function invokeWithin(host: FunctionHost, event: object, timeoutMs: number) {
  const timer = new AbortController();
  const timeout = delay(timeoutMs, TIMED_OUT, { signal: timer.signal }).catch((): typeof TIMED_OUT => TIMED_OUT);
  const waiting = new AbortController();
  const run = async () => (await invokeFunction(host, event, waiting.signal)) ?? TIMED_OUT;
  const result = await Promise.race([run(), timeout]);
  waiting.abort();
  timer.abort();
  return result;
}

/** The body; undefined when it is larger than API Gateway takes. The rest of such a body is read and thrown away, so that its sender gets the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= REQUEST_BYTES_MAX) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes > REQUEST_BYTES_MAX ? undefined : Buffer.concat(chunks);
}

function sendMessage(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
