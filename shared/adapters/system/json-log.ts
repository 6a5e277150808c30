import { FanfoldError } from "../../core/errors.ts";
import type { Log, LogFields } from "../../ports/log.ts";

/** Errors behind one another that a line shows. */
const CAUSES_MAX = 8;

/** A log of one JSON object a line on standard output: level, time, component, message, the fields, and the error with what caused it. */
export function jsonLog(component: string, writeLine: (line: string) => void = (line) => void process.stdout.write(line), now: () => number = Date.now): Log {
  const write = (level: string, message: string, fields: LogFields = {}, cause?: unknown) => {
    const time = new Date(now()).toISOString();
    const entry = { ...fields, level, time, component, message, ...(cause === undefined ? {} : { error: describeError(cause) }) };
    writeLine(`${JSON.stringify(entry)}\n`);
  };
  return {
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields, cause) => write("error", message, fields, cause),
  };
}

/** An error as plain values: its code and context where it is one of ours, its stack where it is nobody's, and its causes below it. */
function describeError(error: unknown, depth = 1): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const own = error instanceof FanfoldError ? { code: error.code, context: error.context } : {};
  const hasStack = !(error instanceof FanfoldError) || error.name === "AssertionError";
  const behind = cause === undefined || depth === CAUSES_MAX ? {} : { cause: describeError(cause, depth + 1) };
  return { name, message, ...own, ...(hasStack ? { stack } : {}), ...behind };
}
