import { type Command, InvalidArgumentError, Option } from "commander";
import { usageError } from "./cli-error.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { OutputFormat } from "./option-values.ts";
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

/** The example lines at the end of a command's help. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = lines.reduce((max, [command]) => Math.max(max, command.length), 0);
  return `\nExamples:\n${lines.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`).join("\n")}\n`;
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
