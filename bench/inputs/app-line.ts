import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

/** A writer of plain application lines, `2026-11-21 06:34:01 - GET /api/users - 200 - 45ms`. No line end. */
export function createAppLine(): (request: Request) => string {
  const timeOf = createSecondText((second) => second.replace("T", " "));
  return ({ timeMs, method, target, status, durationMicros }) => `${timeOf(timeMs)} - ${method} ${target} - ${status} - ${Math.round(durationMicros / 1_000)}ms`;
}
