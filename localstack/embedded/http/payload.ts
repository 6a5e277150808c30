import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RouteMatch } from "./route-table.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Content types whose bodies are texts; every other body travels in base64. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|problem\+json|[\w.+-]+\+(json|xml))\b)/i;

/**
 * The event of payload format 2.0. `body` is empty when the request has none.
 * Source: Amazon API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function buildHttpEvent(request: IncomingMessage, body: Buffer, match: RouteMatch, world: { apiId: string; accountId: string; stageName: string; nowMs: number }): object {
  const [rawPath, rawQueryString] = splitOnce(request.url ?? "/", "?");
  const { cookie, ...rest } = request.headers;
  const headers = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]));
  const isText = body.length === 0 || TEXT_TYPES.test(request.headers["content-type"] ?? "application/json");
  const query = parseQuery(rawQueryString);
  return {
    version: "2.0",
    routeKey: match.route.routeKey,
    rawPath: decodePath(rawPath),
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(";").map((one) => one.trim()) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: world.accountId,
      apiId: world.apiId,
      domainName: request.headers.host ?? "",
      domainPrefix: world.apiId,
      http: {
        method: request.method,
        path: decodePath(rawPath),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
        userAgent: request.headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: match.route.routeKey,
      stage: world.stageName,
      time: describeTime(new Date(world.nowMs)),
      timeEpoch: world.nowMs,
    },
    ...(body.length > 0 && { body: isText ? body.toString("utf8") : body.toString("base64") }),
    isBase64Encoded: !isText,
  };
}

/** A value of a function that is not a response. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/**
 * Answer with the value of a function: an object with a `statusCode`, or anything else as the JSON body of a 200.
 * @throws PayloadError when the object is no response; then nothing was sent.
 */
export function sendHttpResult(response: ServerResponse, value: unknown): void {
  if (value === null || typeof value !== "object" || !("statusCode" in value)) {
    const body = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    return void response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
  }
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = "",
    isBase64Encoded = false,
  } = value as {
    statusCode: unknown;
    headers?: Record<string, unknown>;
    cookies?: string[];
    body?: unknown;
    isBase64Encoded?: boolean;
  };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new PayloadError(`statusCode ${String(statusCode)} is not a status`);
  if (typeof body !== "string") throw new PayloadError("body is not a text");
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  for (const [name, one] of Object.entries(headers)) response.setHeader(name, String(one));
  if (!response.hasHeader("content-type") && bytes.length > 0) response.setHeader("content-type", "text/plain;charset=UTF-8");
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (status !== 204 && status !== 304) response.setHeader("content-length", bytes.length);
  response.writeHead(status).end(status === 204 || status === 304 ? undefined : bytes);
}

/** Repeated parameters are joined by commas. */
function parseQuery(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** Such as `12/Mar/2026:19:03:58 +0000`. */
function describeTime(date: Date): string {
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
