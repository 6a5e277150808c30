import { describeError } from "./describe-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { buildProgram } from "./program.ts";
import type { Terminal } from "./terminal.ts";

/** The process that a command line runs in. */
export interface Surroundings {
  terminal: Terminal;
  env: NodeJS.ProcessEnv;
  workingDirectory: string;
}

/** Run one command line and return its exit code. What went wrong is said on stderr, in one line. */
export async function runCommandLine(args: readonly string[], { terminal, env, workingDirectory }: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const exitWith = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = buildProgram({ terminal, env, workingDirectory, exitWith });
  try {
    await program.parseAsync(args.length === 0 ? ["--help"] : [...args], { from: "user" });
    return exitCode;
  } catch (error) {
    const described = describeError(error, program.commands.find((command) => args.includes(command.name()))?.name());
    if (described.text !== "") terminal.err(`${terminal.paintErr("red", "fanfold")}: ${described.text}\n`);
    if (env["FANFOLD_DEBUG"] === "1" && error instanceof Error && described.text !== "") terminal.err(`${error.stack}\n`);
    return described.exitCode;
  }
}
