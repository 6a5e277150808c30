import { CommanderError } from "commander";
import { FanfoldError, InputError } from "../shared/core/errors.ts";
import { CliError, type ErrorLine, formatErrorLine } from "./cli-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { visibleText } from "./render/visible-text.ts";

/** What the person at the terminal is told of an error, and what the process answers. */
export interface DescribedError {
  text: string;
  exitCode: ExitCode;
}

/** The one line of any error; `commandName` is whose usage was wrong, if one was named. An empty text: there is nothing to say. */
export function describeError(error: unknown, commandName?: string): DescribedError {
  if (error instanceof CliError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof CommanderError) return describeUsage(error, commandName);
  if (error instanceof FanfoldError) return { text: oneLine(error.message), exitCode: error instanceof InputError ? EXIT.usage : EXIT.failed };
  if (isCoded(error) && error.name === "EmbeddedError") return { text: formatErrorLine(describeEmbedded(error)), exitCode: EXIT.failed };
  const known = isCoded(error) ? describeErrno(error) : undefined;
  if (known !== undefined) return { text: formatErrorLine(known), exitCode: EXIT.failed };
  const message = error instanceof Error ? error.message : String(error);
  return { text: formatErrorLine({ what: "unexpected error", where: oneLine(message), advice: "run it again with FANFOLD_DEBUG=1 to see where" }), exitCode: EXIT.failed };
}

/** Help and version were asked for and printed: nothing is wrong. */
const PRINTED = new Set(["commander.help", "commander.helpDisplayed", "commander.version"]);

/** Commander's own sentence without its prefix, as one line. */
function describeUsage(error: CommanderError, commandName: string | undefined): DescribedError {
  if (PRINTED.has(error.code)) return { text: "", exitCode: EXIT.done };
  const [what = "", suggestion] = error.message
    .replace(/^error: /, "")
    .replace(/\.$/, "")
    .split("\n");
  const nearest = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1? ");
  const help = ["fanfold", ...(commandName === undefined ? [] : [commandName]), "--help"].join(" ");
  return { text: formatErrorLine({ what: visibleText(what), advice: `${nearest ?? ""}see ${help}` }), exitCode: EXIT.usage };
}

/** Why the local stack cannot start. Its class is not imported: other commands start faster without it. */
function describeEmbedded(error: NodeJS.ErrnoException & { context?: Readonly<Record<string, unknown>> }): ErrorLine {
  const context = error.context ?? {};
  const path = typeof context["path"] === "string" ? visibleText(context["path"]) : "";
  if (error.code === "PORT_IN_USE") return { what: "port in use", where: String(context["port"]), advice: "stop the program that has it, or choose another with --port" };
  if (error.code === "DATA_DIR_IN_USE") {
    return {
      what: "data directory in use",
      where: `${path} (process ${String(context["pid"])})`,
      advice: "a stack runs on it already: stop that one, or choose another with --data-dir",
    };
  }
  const known = ERRNO_SENTENCES[String(context["errno"])];
  if (known !== undefined) return { ...known, where: path === "" ? oneLine(error.message) : path };
  // Its own sentence says what to do already.
  return { what: oneLine(error.message).replace(/\.$/, "") };
}

/** What the operating system refused, in words; undefined for what it rarely refuses. */
function describeErrno(error: NodeJS.ErrnoException): ErrorLine | undefined {
  const where = visibleText(error.path ?? error.syscall ?? "");
  const sentence = ERRNO_SENTENCES[error.code ?? ""];
  return sentence === undefined ? undefined : { where, ...sentence };
}

const PERMISSION_DENIED = { what: "permission denied", advice: "check who may read and write it" };
const DISK_FULL = { what: "the disk is full", advice: "free some space, or choose another directory with --data-dir" };
const TOO_MANY_FILES = { what: "too many open files", advice: "raise the limit with ulimit -n" };

const ERRNO_SENTENCES: Readonly<Record<string, { what: string; advice: string }>> = {
  ENOENT: { what: "no such file", advice: "check the path" },
  EACCES: PERMISSION_DENIED,
  EPERM: PERMISSION_DENIED,
  EROFS: { what: "the file system is read-only", advice: "choose another directory" },
  ENOSPC: DISK_FULL,
  EDQUOT: DISK_FULL,
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
};

function isCoded(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function oneLine(message: string): string {
  return visibleText(message.replaceAll(/\s*\n\s*/g, " ").trim());
}
