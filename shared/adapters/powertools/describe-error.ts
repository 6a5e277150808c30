import { FanfoldError } from "../../core/errors.ts";

/** Errors behind one another that a line shows. */
const CAUSES_MAX = 8;

/** An error as plain values: its code and context where it is one of ours, its stack where it is nobody's or a bug, and its causes below it. */
export function describeError(error: unknown, depth = 1): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, cause } = error;
  // The message of a parser quotes what it could not parse, and the stack begins with the message.
  const isQuoting = error instanceof SyntaxError;
  const message = isQuoting ? "text that could not be parsed" : error.message;
  const stack = isQuoting ? error.stack?.replace(/^[^]*?(?=\n {4}at )/, name) : error.stack;
  const own = error instanceof FanfoldError ? { code: error.code, context: error.context } : {};
  const hasStack = !(error instanceof FanfoldError) || error.name === "AssertionError";
  const behind = cause === undefined || depth === CAUSES_MAX ? {} : { cause: describeError(cause, depth + 1) };
  return { name, message, ...own, ...(hasStack ? { stack } : {}), ...behind };
}
