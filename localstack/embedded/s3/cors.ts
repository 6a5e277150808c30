import type { IncomingMessage, ServerResponse } from "node:http";
import type { CorsRulePlan } from "../template/stack-plan.ts";

/** Whether `pattern`, which may hold one `*`, matches. */
function matches(pattern: string, text: string): boolean {
  const [head = "", ...rest] = pattern.toLowerCase().split("*");
  const lower = text.toLowerCase();
  if (rest.length === 0) return head === lower;
  const tail = rest.join("*");
  return lower.length >= head.length + tail.length && lower.startsWith(head) && lower.endsWith(tail);
}

/**
 * Add the CORS headers of the first rule that allows this request of a browser; none when it has no `Origin` or no rule allows it.
 * Returns whether a rule allowed it.
 */
export function addCorsHeaders(rules: readonly CorsRulePlan[], request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const method = request.method === "OPTIONS" ? (request.headers["access-control-request-method"] ?? "") : (request.method ?? "");
  const headerNames = (request.headers["access-control-request-headers"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const rule = rules.find(
    (one) =>
      one.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      one.allowedMethods.includes(method) &&
      headerNames.every((name) => one.allowedHeaders.some((pattern) => matches(pattern, name))),
  );
  if (rule === undefined) return false;
  response.setHeader("access-control-allow-origin", rule.allowedOrigins.includes("*") ? "*" : origin);
  response.setHeader("access-control-allow-methods", rule.allowedMethods.join(", "));
  response.setHeader("vary", "Origin");
  if (headerNames.length > 0) response.setHeader("access-control-allow-headers", headerNames.join(", "));
  if (rule.exposedHeaders.length > 0) response.setHeader("access-control-expose-headers", rule.exposedHeaders.join(", "));
  if (rule.maxAgeSeconds !== undefined) response.setHeader("access-control-max-age", String(rule.maxAgeSeconds));
  return true;
}
