import { EXIT, type ExitCode } from "./exit-codes.ts";

/** What a {@link CliError} tells the person at the terminal, in the order of its one line. */
export interface ErrorLine {
  /** What went wrong: `no such file`. */
  what: string;
  /** With which thing: a path, an option, an address. */
  where?: string;
  /** What to do about it, a whole sentence without its full stop. */
  advice?: string;
}

/** An error whose line is written for the person at the terminal; `code` is for programs. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;
  readonly line: ErrorLine;
  readonly exitCode: ExitCode;

  constructor(code: string, line: ErrorLine, exitCode: ExitCode, cause?: unknown) {
    super(formatErrorLine(line), cause === undefined ? undefined : { cause });
    this.code = code;
    this.line = line;
    this.exitCode = exitCode;
  }
}

/** `what: where; advice`, without what is left out. */
export function formatErrorLine({ what, where, advice }: ErrorLine): string {
  return `${what}${where === undefined ? "" : `: ${where}`}${advice === undefined ? "" : `; ${advice}`}`;
}

/** An error for what cannot be done as it was asked for: exit code 2. */
export function usageError(code: string, line: ErrorLine, cause?: unknown): CliError {
  return new CliError(code, line, EXIT.usage, cause);
}

/** An error for what was tried and failed: exit code 1. */
export function failure(code: string, line: ErrorLine, cause?: unknown): CliError {
  return new CliError(code, line, EXIT.failed, cause);
}
