import { usageError } from "../cli-error.ts";
import { examples, option, type AddCommand, type Cli } from "../cli.ts";
import { parseByteCount, parseCount } from "../option-values.ts";
import type { StartFlags } from "../start/start.ts";

const PORT_MAX = 65_535;

/** `fanfold start [files…]`: the whole product on this machine. */
export const addStart: AddCommand = (program, cli) => {
  program
    .command("start")
    .summary("start everything on this machine, and analyze files on it")
    .description(
      "Start the whole stack on this machine: bucket, queues, table, functions and results API, without Docker or an AWS account. Upload the files, print their metrics, and serve the API until Ctrl-C. Without a file a sample of 20 MB is made. Everything is kept in the data directory; the next start goes on from there.",
    )
    .argument("[files...]", "paths of log files; gzip and zstd may stay packed")
    .addOption(option("--port <number>", "port of the results API; the last one, or a free one, unless given", parseCount(1, PORT_MAX)))
    .option("--fresh", "remove what an earlier start left in the data directory first")
    .option("--once", "stop after the results, with the exit code of the jobs")
    .addOption(option("--range-bytes <bytes>", "bytes of a range: 65536, 64MiB; any size gives the same result", parseByteCount))
    .addHelpText(
      "after",
      examples(
        ["fanfold start", "with a sample, to look around"],
        ["fanfold start access.log", "analyze a log, and keep serving"],
        ["fanfold start access.log --once --output json > result.json", "for a script"],
        ["fanfold start --fresh --port 4000", "from nothing, on a port of your own"],
      ),
    )
    .action(async (paths: string[], _flags: unknown, command) => {
      const flags = command.optsWithGlobals() as StartFlags;
      if (flags.once === true && paths.length === 0) throw usageError("NO_FILE", { what: "--once needs a file", advice: "name the log to analyze, or leave --once out" });
      const { start } = await import("../start/start.ts");
      await start(paths, flags, cli satisfies Cli);
    });
};
