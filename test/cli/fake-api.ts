import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { PROBLEMS, type Problem, type ProblemCode } from "../../shared/contracts/api.ts";

export const FAKE_TOKEN = "a-token";

/** What one route of the fake answers; `undefined` body is none. */
export interface FakeAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type FakeRoute = FakeAnswer | ((query: URLSearchParams, body: string, request: IncomingMessage) => FakeAnswer);

export interface FakeApi {
  endpoint: string;
  /** `METHOD /path?query`, in the order of arrival. */
  asked: string[];
  /** Routes by `METHOD /path`; a test puts its own. */
  routes: Record<string, FakeRoute>;
  close: () => Promise<void>;
}

/** A results API that answers what a test tells it, to whoever has the token. */
export async function startFakeApi(): Promise<FakeApi> {
  const routes: Record<string, FakeRoute> = {};
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://fake");
      const name = `${request.method} ${url.pathname}`;
      asked.push(`${name}${url.search}`);
      const body = await text(request);
      const isLetIn = request.headers.authorization === `Bearer ${FAKE_TOKEN}` || url.pathname.startsWith("/bucket/");
      const route = isLetIn ? (routes[name] ?? problem("NOT_FOUND", "there is no such route")) : problem("UNAUTHENTICATED", "nobody knows this token");
      const answer = typeof route === "function" ? route(url.searchParams, body, request) : route;
      const answered = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? "");
      response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers }).end(answered);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    routes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A problem as the API says it. */
export function problem(code: ProblemCode, detail: string): FakeAnswer {
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: "urn:fanfold:problem", title, status, code, detail, instance: "urn:fanfold:request:1" };
  return { status, body, headers: { "content-type": "application/problem+json" } };
}
