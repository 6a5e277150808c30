/** Plain values beside the message; never what a log line says, never a token. Four names belong to the line itself. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>> & { readonly [name in "level" | "message" | "timestamp" | "service"]?: never };

export type LogLevel = "info" | "warn" | "error";

/** What the functions say of their work. `docs/logs.md` has the shape of a line and the fields that bind the lines of one upload. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields, cause?: unknown): void;
  /** A log whose lines say these fields besides. */
  with(fields: LogFields): Log;
  /** Say these fields in every later line of this log: what became known of the message that it belongs to. Undefined takes one away. */
  note(fields: LogFields): void;
}

/** Takes one line. */
export type WriteLog = (level: LogLevel, message: string, fields: LogFields, cause?: unknown) => void;

/** The log that says everything to `write`. */
export function createLog(write: WriteLog, fields: LogFields = {}): Log {
  let bound = fields;
  return {
    info: (message, more) => write("info", message, { ...bound, ...more }),
    warn: (message, more) => write("warn", message, { ...bound, ...more }),
    error: (message, more, cause) => write("error", message, { ...bound, ...more }, cause),
    with: (more) => createLog(write, { ...bound, ...more }),
    note: (more) => void (bound = { ...bound, ...more }),
  };
}
