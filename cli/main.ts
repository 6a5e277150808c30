import { EXIT } from "./exit-codes.ts";
import { runCommandLine } from "./run-command-line.ts";
import { openTerminal } from "./terminal.ts";

// The reader of a pipe is gone, as `head` is when it has seen enough: nothing is left to say, and nothing went wrong.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    throw error;
  });
}

const terminal = openTerminal(process.stdout, process.stderr, process.env);
const workingDirectory = currentDirectory();
if (workingDirectory === undefined) {
  terminal.err("fanfold: the working directory is gone; change to another one\n");
  process.exitCode = EXIT.usage;
} else {
  void runCommandLine(process.argv.slice(2), { terminal, env: process.env, workingDirectory }).then((exitCode) => (process.exitCode = exitCode));
}

/** Undefined when somebody has removed it. */
function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
