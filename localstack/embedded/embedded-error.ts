/** What went wrong, for programs. Nobody matches message text. */
export type EmbeddedErrorCode = "DATA_DIR_IN_USE" | "DATA_DIR_UNUSABLE" | "NO_SUCH_FUNCTION" | "PORT_IN_USE" | "SERVICE_FAILED" | "TEMPLATE_UNREADABLE" | "TEMPLATE_UNSUPPORTED";

const CODES: ReadonlySet<string> = new Set<EmbeddedErrorCode>([
  "DATA_DIR_IN_USE",
  "DATA_DIR_UNUSABLE",
  "NO_SUCH_FUNCTION",
  "PORT_IN_USE",
  "SERVICE_FAILED",
  "TEMPLATE_UNREADABLE",
  "TEMPLATE_UNSUPPORTED",
]);

/** A reason why the embedded stack cannot start, written for the person who started it: what is wrong and what to do. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
  readonly code: EmbeddedErrorCode;
  /** The facts the message is made of, e.g. `{ port: 4000 }`. */
  readonly context: Readonly<Record<string, unknown>>;

  constructor(code: EmbeddedErrorCode, message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.context = context;
  }
}

/** An {@link EmbeddedError} as a message between processes, where only plain data travels. */
export interface FailureMessage {
  code: EmbeddedErrorCode;
  message: string;
  context: Record<string, unknown>;
}

/** Describe any thrown value for the other process; an unknown one becomes `SERVICE_FAILED`, an operating system's by its meaning. */
export function describeFailure(error: unknown): FailureMessage {
  if (error instanceof EmbeddedError) return { code: error.code, message: error.message, context: { ...error.context } };
  const { code, message, stack } = error as NodeJS.ErrnoException;
  const text = message ?? String(error);
  if (code === "EACCES" || code === "EROFS" || code === "ENOSPC" || code === "EDQUOT" || code === "ENOTDIR") {
    return { code: "DATA_DIR_UNUSABLE", message: `The data directory cannot be used: ${text}.`, context: { errno: code } };
  }
  return { code: "SERVICE_FAILED", message: text, context: { errno: code, stack } };
}

/** The error of a {@link FailureMessage} that another process sent. */
export function parseFailure(failure: FailureMessage): EmbeddedError {
  const code = CODES.has(failure.code) ? failure.code : "SERVICE_FAILED";
  return new EmbeddedError(code, failure.message, failure.context);
}
