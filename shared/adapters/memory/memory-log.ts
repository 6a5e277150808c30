import type { Log, LogFields } from "../../ports/log.ts";

/** What was logged, for a test to look at. */
export interface LogEntry {
  level: "info" | "warn" | "error";
  message: string;
  fields: LogFields;
  cause?: unknown;
}

/** A log that nobody reads. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** A log that keeps what it is told, in order. */
export function createMemoryLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  return {
    entries,
    info: (message, fields = {}) => void entries.push({ level: "info", message, fields }),
    warn: (message, fields = {}) => void entries.push({ level: "warn", message, fields }),
    error: (message, fields = {}, cause) => void entries.push({ level: "error", message, fields, cause }),
  };
}
