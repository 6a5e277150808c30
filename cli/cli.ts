import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "./cli-error.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { OutputFormat } from "./option-values.ts";
import { wrapWords } from "./render/labelled-lines.ts";
import { visibleText } from "./render/visible-text.ts";
import type { Terminal } from "./terminal.ts";

/** What a command gets from the process it runs in. */
export interface Cli {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  workingDirectory: string;
  /** Set by the command that ran. */
  exitWith: (code: ExitCode) => void;
}

/** Options that every command takes, before or behind its name. */
export interface GlobalOptions {
  output: OutputFormat;
  endpoint?: string;
  token?: string;
  dataDir: string;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, cli: Cli) => void;

/** Lines that fit every terminal. */
const HELP_COLUMNS_MAX = 80;

/** The examples at the end of a command's help: each with its meaning beside it, or above it where one would not fit. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = lines.reduce((max, [command]) => Math.max(max, command.length), 0);
  const beside = lines.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`);
  const shown = beside.every((line) => line.length <= HELP_COLUMNS_MAX) ? beside : lines.map(([command, meaning]) => `  # ${meaning}\n  ${command}`);
  return `\nExamples:\n${shown.join("\n")}\n`;
}

/** The part of a command's help that names the columns of its CSV, in their order; each row is one `row`. */
export function csvColumns(row: string, names: readonly string[]): string {
  const words = names.map((name, index) => (index === names.length - 1 ? name : `${name},`));
  return `\nColumns of --output csv, one row ${row}:\n  ${wrapWords(words, HELP_COLUMNS_MAX, 2, " ")}`;
}

/** An option whose value `parse` reads; what it refuses becomes one line that names the option and what was given. */
export function option<T>(flags: string, description: string, parse: (text: string, previous: T | undefined) => T): Option {
  const name = flags.split(" ").find((word) => word.startsWith("--")) ?? flags;
  return new Option(flags, description).argParser<T>((text, previous) => {
    try {
      return parse(text, previous);
    } catch (cause) {
      if (!(cause instanceof InvalidArgumentError)) throw cause;
      throw usageError("BAD_VALUE", { what: "bad value", where: `${name} ${visibleText(text)}`, advice: cause.message }, cause);
    }
  });
}
