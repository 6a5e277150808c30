import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { badBody, badParameter, problemError } from "./problem.ts";

/** Bytes of a request's body. */
const BODY_BYTES_MAX = 64 * 1024;

/** A request as the routes see it. */
export interface ApiRequest {
  requestId: string;
  method: string;
  /** Decoded, without the empty ones at both ends. */
  segments: readonly string[];
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  /** Raw, so that a bad one is only an error to the route that reads it. */
  query: URLSearchParams;
  /** @throws InputError `BAD_BODY`, `BODY_TOO_LARGE`. */
  readBody(): Record<string, unknown>;
}

/** The request of an event. Nothing in an event is trusted, so that no input makes this throw. */
export function readRequest(event: APIGatewayProxyEventV2): ApiRequest {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(event.headers ?? {})) if (typeof value === "string") headers.set(name.toLowerCase(), value);
  return {
    requestId: event.requestContext?.requestId ?? "unknown",
    method: (event.requestContext?.http?.method ?? "GET").toUpperCase(),
    segments: splitPath(event.rawPath ?? "/"),
    headers,
    query: new URLSearchParams(event.rawQueryString ?? ""),
    readBody: () => parseBody(event.body ?? "", event.isBase64Encoded),
  };
}

/** The values of the parameters that a route knows. @throws InputError `BAD_PARAMETER` for one it does not know, or that comes twice. */
export function readQuery(request: ApiRequest, names: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of request.query) {
    if (!names.includes(name)) throw badParameter(name, names.length === 0 ? "this route takes no parameters" : `this route takes ${names.join(", ")}`);
    if (values.has(name)) throw badParameter(name, "it may be given once");
    values.set(name, value);
  }
  return values;
}

/** Some gateways hand the path on decoded: a segment that is not URL-encoded stays as it is. */
function splitPath(path: string): string[] {
  return path
    .replace(/^\/|\/$/g, "")
    .split("/")
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    });
}

function parseBody(body: string, isBase64: boolean): Record<string, unknown> {
  const bytes = Buffer.from(body, isBase64 ? "base64" : "utf8");
  if (bytes.length > BODY_BYTES_MAX) throw problemError("BODY_TOO_LARGE", `the body may have ${BODY_BYTES_MAX} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw badBody("body", "a JSON object in UTF-8 is expected", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badBody("body", "a JSON object is expected");
  return value as Record<string, unknown>;
}
