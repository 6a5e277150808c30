import { createSecondText } from "./second-text.ts";
import type { Request } from "./traffic.ts";

/** A writer of lines of logfmt with ten keys, as services in Go write them. No line end. */
export function createLogfmtLine(): (request: Request) => string {
  const timeOf = createSecondText((second) => second);
  return ({ timeMs, service, method, target, status, sentBytes, durationMicros, bits }) => {
    const path = target.includes("=") ? `"${target}"` : target;
    const level = status >= 500 ? "error" : "info";
    const time = `${timeOf(timeMs)}.${String(timeMs % 1_000).padStart(3, "0")}Z`;
    return `time=${time} level=${level} service=${service} method=${method} path=${path} status=${status} bytes=${sentBytes} duration=${durationMicros / 1_000}ms msg="request completed" trace_id=${bits.toString(16).padStart(8, "0")}4e585772`;
  };
}
