import { setTimeout as delay } from "node:timers/promises";
import { failure, type CliError } from "../cli-error.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Connection } from "./connection.ts";
import { parseExactJson } from "./exact-json.ts";
import { describeProblem } from "./problem.ts";

/** The API itself gives up after 29 s. */
const TIMEOUT_MS = 35_000;
const GET_ATTEMPTS_MAX = 3;
const RETRY_DELAY_MS = 300;
const RETRIED_STATUSES = new Set([429, 502, 503, 504]);

type Query = Readonly<Record<string, string | number | undefined>>;

/** An answer with a status of 200 to 299. */
interface ApiAnswer<T> {
  status: number;
  body: T;
}

export interface ApiClient {
  endpoint: string;
  get<T>(path: string, query?: Query): Promise<ApiAnswer<T>>;
  post<T>(path: string, body?: unknown): Promise<ApiAnswer<T>>;
  put<T>(path: string, body: unknown): Promise<ApiAnswer<T>>;
  delete<T>(path: string, query?: Query): Promise<ApiAnswer<T>>;
}

/** Asks the results API. @throws CliError for every answer that is not a success, each in its own words. */
export function createApiClient({ endpoint, token }: Pick<Connection, "endpoint" | "token">): ApiClient {
  const ask = async <T>(method: string, path: string, query: Query, body: unknown): Promise<ApiAnswer<T>> => {
    const url = `${endpoint}${path}${buildQuery(query)}`;
    const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    for (let attempt = 1; ; attempt += 1) {
      const isLast = method !== "GET" || attempt === GET_ATTEMPTS_MAX;
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
        if (isLast || isRefused(cause)) throw unreachable(endpoint, cause);
        return undefined;
      });
      if (response !== undefined && (isLast || !RETRIED_STATUSES.has(response.status))) return readAnswer<T>(response, path, endpoint);
      await response?.body?.cancel();
      await delay(RETRY_DELAY_MS * attempt);
    }
  };
  return {
    endpoint,
    get: (path, query = {}) => ask("GET", path, query, undefined),
    post: (path, body) => ask("POST", path, {}, body),
    put: (path, body) => ask("PUT", path, {}, body),
    delete: (path, query = {}) => ask("DELETE", path, query, undefined),
  };
}

async function readAnswer<T>(response: Response, path: string, endpoint: string): Promise<ApiAnswer<T>> {
  const text = await response.text().catch((cause: unknown) => {
    throw unreachable(endpoint, cause);
  });
  const body = parseExactJson(text);
  if (!response.ok) throw describeProblem(response.status, body, path, endpoint);
  if (body === undefined && text !== "")
    throw failure("NOT_FANFOLD", { what: "the answer is no JSON", where: endpoint, advice: "is this the address of a results API? fanfold start prints it" });
  return { status: response.status, body: body as T };
}

function buildQuery(query: Query): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as [string, string]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}

function unreachable(endpoint: string, cause: unknown): CliError {
  const isTimeout = cause instanceof Error && cause.name === "TimeoutError";
  const what = isTimeout ? "no answer from the results API in time" : "cannot reach the results API";
  const reason = causeCode(cause);
  return failure(
    "UNREACHABLE",
    { what, where: `${endpoint}${reason === undefined ? "" : ` (${visibleText(reason)})`}`, advice: "is it running? fanfold start starts one here; otherwise check --endpoint" },
    cause,
  );
}

/** Nobody listens there: asking again will not help. */
function isRefused(cause: unknown): boolean {
  const code = causeCode(cause);
  return code === "ECONNREFUSED" || code === "ENOTFOUND";
}

function causeCode(cause: unknown): string | undefined {
  const inner = cause instanceof Error ? (cause.cause as NodeJS.ErrnoException | undefined) : undefined;
  return inner?.code;
}
