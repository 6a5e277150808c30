import { parseLogFields } from "../../localstack/embedded/logs/log-line.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of a log. */
export interface LogEntry {
  /** The function that wrote it, or `stack`. */
  log: string;
  /** Epoch ms; undefined for a line that does not say. */
  atMs: number | undefined;
  level: LogLevel;
  message: string;
  /** What the line says besides. */
  fields: Readonly<Record<string, unknown>>;
  /** The line as it is in the file. */
  text: string;
}

/** What the line itself and its place say already. */
const KNOWN = new Set(["level", "message", "timestamp", "time", "service", "function_request_id", "type", "record"]);

/**
 * A line of a log. What Lambda says of an invocation that went well is of level `debug`, as are metrics in the embedded format: there is one for
 * each invocation. A line that is no JSON was cut off when the stack was killed.
 */
export function parseLogEntry(log: string, text: string): LogEntry {
  const line = parseLogFields(text);
  if (line === undefined) return { log, atMs: undefined, level: "info", message: text, fields: {}, text };
  const atMs = readTime(line["timestamp"] ?? line["time"]);
  if (line["type"] === "platform.report") return { log, atMs, text, ...describeReport(line["record"]) };
  const fields = Object.fromEntries(Object.entries(line).filter(([name]) => !KNOWN.has(name)));
  if (typeof line["_aws"] === "object")
    return { log, atMs: atMs ?? readTime(timestampOf(line["_aws"])), level: "debug", message: "metrics", fields: without(fields, "_aws"), text };
  return { log, atMs, level: readLevel(line["level"]), message: typeof line["message"] === "string" ? line["message"] : "", fields, text };
}

/** Whether the line is about the job; the beginning of its id is enough. */
export function isAboutJob({ fields }: LogEntry, jobIdStart: string): boolean {
  return typeof fields["jobId"] === "string" && fields["jobId"].startsWith(jobIdStart);
}

function describeReport(record: unknown): Pick<LogEntry, "level" | "message" | "fields"> {
  const { status, errorType, errorMessage, requestId, metrics } = (record ?? {}) as Record<string, unknown>;
  const figures = typeof metrics === "object" && metrics !== null ? metrics : {};
  const fields = { ...figures, requestId, ...(errorType === undefined ? {} : { errorType, errorMessage }) };
  return status === "success" ? { level: "debug", message: "invocation ended", fields } : { level: "error", message: `invocation failed: ${String(status)}`, fields };
}

function readLevel(level: unknown): LogLevel {
  const text = String(level).toLowerCase();
  return LOG_LEVELS.find((known) => text.startsWith(known)) ?? (text === "critical" || text === "fatal" ? "error" : "info");
}

function readTime(value: unknown): number | undefined {
  const ms = typeof value === "number" ? value : Date.parse(String(value));
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

function timestampOf(metadata: unknown): unknown {
  return (metadata as Record<string, unknown> | null)?.["Timestamp"];
}

function without(fields: Record<string, unknown>, name: string): Record<string, unknown> {
  const { [name]: _left, ...rest } = fields;
  return rest;
}
