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
process.exitCode = await runCommandLine(process.argv.slice(2), { terminal, env: process.env, workingDirectory: process.cwd() });
