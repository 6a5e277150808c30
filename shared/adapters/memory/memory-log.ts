import { createLog, type Log, type LogFields, type LogLevel } from "../../ports/log.ts";

/** What was logged, for a test to look at. */
export interface LogEntry {
  level: LogLevel;
  message: string;
  fields: LogFields;
  cause?: unknown;
}

/** A log that nobody reads. */
export const silentLog: Log = createLog(() => {});

/** A log that keeps what it is told, in order. */
export function createMemoryLog(): Log & { readonly entries: readonly LogEntry[] } {
  const entries: LogEntry[] = [];
  const log = createLog((level, message, fields, cause) => void entries.push({ level, message, fields, ...(level === "error" ? { cause } : {}) }));
  return { ...log, entries };
}
