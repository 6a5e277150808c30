import { OPENAPI_PATHS } from "../../shared/contracts/openapi.ts";

/** What every path is counted as that no route has: whoever asks for anything must not make new series. */
export const OTHER_ROUTE = "other";

const ROUTES = OPENAPI_PATHS.map((path) => ({ path, parts: path.split("/") }));
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** The route of the results API that a path belongs to, as its documentation writes it: `/jobs/{jobId}/metrics`. Text goes before parameters. */
export function apiRouteOf(path: string): string {
  const parts = path.split("/");
  const fitting = ROUTES.filter((route) => route.parts.length === parts.length && route.parts.every((part, index) => part === parts[index] || part.startsWith("{")));
  return fitting.toSorted((a, b) => countParameters(a.parts) - countParameters(b.parts))[0]?.path ?? OTHER_ROUTE;
}

/** The method as it is counted. */
export function apiMethodOf(method: string): string {
  return METHODS.has(method) ? method : OTHER_ROUTE;
}

function countParameters(parts: readonly string[]): number {
  return parts.filter((part) => part.startsWith("{")).length;
}
