import { describeError } from "./describe-error.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { buildProgram } from "./program.ts";
import { openTerminal } from "./terminal.ts";

/** The reader of a pipe is gone, as `head` is when it has seen enough: nothing is left to say, and nothing went wrong. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    throw error;
  });
}

const terminal = openTerminal(process.stdout, process.stderr, process.env);
const args = process.argv.slice(2);
let exitCode: ExitCode = EXIT.done;
const exitWith = (code: ExitCode): void => {
  exitCode = code;
};
const program = buildProgram({ terminal, env: process.env, workingDirectory: process.cwd(), exitWith });
try {
  await program.parseAsync(args.length === 0 ? ["--help"] : args, { from: "user" });
} catch (error) {
  const described = describeError(error, program.commands.find((command) => args.includes(command.name()))?.name());
  if (described.text !== "") terminal.err(`${terminal.paintErr("red", "fanfold")}: ${described.text}\n`);
  if (process.env["FANFOLD_DEBUG"] === "1") console.error(error);
  exitCode = described.exitCode;
}
process.exitCode = exitCode;
