import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiCorsPlan } from "../template/stack-plan.ts";

const allows = (allowed: readonly string[], origin: string): boolean =>
  allowed.some((one) => one === "*" || one === origin || (one.endsWith("://*") && origin.startsWith(one.slice(0, -1))));

/**
 * Add the CORS headers of an HTTP API, and answer a preflight. Returns true when the request is answered.
 * Source: Amazon API Gateway developer guide, "Configure CORS for HTTP APIs".
 */
export function applyApiCors(cors: ApiCorsPlan | undefined, request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (cors === undefined || origin === undefined) return false;
  const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (allows(cors.allowOrigins, origin)) {
    response.setHeader("access-control-allow-origin", cors.allowOrigins.includes("*") ? "*" : origin);
    response.setHeader("vary", "Origin");
    if (cors.allowCredentials) response.setHeader("access-control-allow-credentials", "true");
    if (cors.exposeHeaders.length > 0) response.setHeader("access-control-expose-headers", cors.exposeHeaders.join(","));
    if (isPreflight) {
      response.setHeader("access-control-allow-methods", cors.allowMethods.join(","));
      response.setHeader("access-control-allow-headers", cors.allowHeaders.join(","));
      if (cors.maxAgeSeconds !== undefined) response.setHeader("access-control-max-age", String(cors.maxAgeSeconds));
    }
  }
  if (isPreflight) response.writeHead(204).end();
  return isPreflight;
}
