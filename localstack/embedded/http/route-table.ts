import type { RoutePlan } from "../template/stack-plan.ts";

/** A route that fits a request, with the variables of its path, decoded. */
export interface RouteMatch {
  route: RoutePlan;
  pathParameters: Record<string, string>;
}

type Segment = { kind: "text"; text: string } | { kind: "one"; name: string } | { kind: "rest"; name: string };

/** Finds the route of a request; undefined when there is none. */
export type FindRoute = (method: string, path: string) => RouteMatch | undefined;

/**
 * Build the table of an HTTP API. The most specific route wins: text before a variable, a variable before a greedy one, a method before
 * `ANY`, `$default` last.
 * Source: Amazon API Gateway developer guide, "Routing API requests".
 */
export function createRouteTable(routes: readonly RoutePlan[]): FindRoute {
  const table = routes
    .filter(({ path }) => path !== undefined)
    .map((route) => ({ route, segments: splitPath(route.path ?? "").map(parseSegment) }))
    .toSorted((a, b) => specificity(b.segments).localeCompare(specificity(a.segments)) || Number(a.route.method === "ANY") - Number(b.route.method === "ANY"));
  const fallback = routes.find(({ routeKey }) => routeKey === "$default");

  return (method, path) => {
    const parts = splitPath(path);
    for (const { route, segments } of table) {
      if (route.method !== "ANY" && route.method !== method) continue;
      const pathParameters = matchSegments(segments, parts);
      if (pathParameters !== undefined) return { route, pathParameters };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
  };
}

function splitPath(path: string): string[] {
  return path.replace(/^\//, "").split("/");
}

function parseSegment(segment: string): Segment {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name === undefined) return { kind: "text", text: segment };
  return name.endsWith("+") ? { kind: "rest", name: name.slice(0, -1) } : { kind: "one", name };
}

/** A text that sorts later the more a route says. */
function specificity(segments: readonly Segment[]): string {
  return segments.map(({ kind }) => (kind === "text" ? "3" : kind === "one" ? "2" : "1")).join("");
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (segment.kind === "rest") {
      parameters[segment.name] = decode(parts.slice(index).join("/"));
      return parameters;
    }
    if (segment.kind === "one" && part !== "") parameters[segment.name] = decode(part);
    else if (segment.kind === "one" || segment.text !== part) return undefined;
  }
  return parts.length === segments.length ? parameters : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
