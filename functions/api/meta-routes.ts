import type { HealthAnswer } from "../../shared/contracts/api.ts";
import { openApiDocument } from "../../shared/contracts/openapi.ts";
import type { Route } from "./router.ts";

const HEALTH: HealthAnswer = { status: "ok" };

/** Whether the API answers, and what it says of itself. */
export const metaRoutes: readonly Route[] = [
  { method: "GET", path: "/health", role: null, query: [], handle: async () => ({ status: 200, body: HEALTH }) },
  { method: "GET", path: "/openapi.json", role: "read", query: [], handle: async () => ({ status: 200, body: openApiDocument }) },
];
