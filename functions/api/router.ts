import type { Token, TokenRole } from "../../shared/contracts/job.ts";
import type { ApiDeps } from "./api-deps.ts";
import { backfillRoutes } from "./backfill-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { lineRoutes } from "./line-routes.ts";
import { metaRoutes } from "./meta-routes.ts";
import { queueRoutes } from "./queue-routes.ts";
import type { ApiRequest } from "./request.ts";
import type { ApiAnswer } from "./respond.ts";
import { sourceRoutes } from "./source-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";

/** What a route is given besides the request. */
export interface RouteInput {
  request: ApiRequest;
  /** The parts of the path that the route names. */
  params: Readonly<Record<string, string>>;
  /** The query parameters that the route takes. */
  query: ReadonlyMap<string, string>;
  /** Whose request it is; undefined where everybody may ask. */
  token?: Token;
}

export interface Route {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** With parameters in braces, as in the OpenAPI document. */
  path: string;
  /** The least that a token needs; null for everybody. */
  role: TokenRole | null;
  /** Names of the query parameters. */
  query: readonly string[];
  handle(input: RouteInput, deps: ApiDeps): Promise<ApiAnswer>;
}

/** Every route of the API. */
export const ROUTES: readonly Route[] = [...metaRoutes, ...jobRoutes, ...lineRoutes, ...uploadRoutes, ...backfillRoutes, ...queueRoutes, ...sourceRoutes];

/** The routes of a path, one for each method, with the parts of the path that they name; undefined when the API has no such path. */
export function findRoutes(segments: readonly string[]): { routes: readonly Route[]; params: Record<string, string> } | undefined {
  const routes = ROUTES.filter((route) => matches(route, segments));
  if (routes.length === 0) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of partsOf(routes[0]!).entries()) if (part.startsWith("{")) params[part.slice(1, -1)] = segments[index]!;
  return { routes, params };
}

/** The methods that a path answers, as the header `Allow` names them. */
export function allowedMethods(routes: readonly Route[]): string {
  const methods = routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return [...methods, "OPTIONS"].join(", ");
}

function matches(route: Route, segments: readonly string[]): boolean {
  const parts = partsOf(route);
  return parts.length === segments.length && parts.every((part, index) => (part.startsWith("{") ? segments[index] !== "" : part === segments[index]));
}

function partsOf(route: Route): string[] {
  return route.path.slice(1).split("/");
}
