import { csvColumns, examples, option, type AddCommand } from "../cli.ts";
import type { ViewFlags } from "../console/show-view.ts";
import { parseSeconds } from "../option-values.ts";

const CSV_COLUMNS = ["function", "active", "idle", "done", "failed", "reassignedRanges", "bytesPerSecond", "peakMemoryBytes", "memoryLimitBytes"];

/** `fanfold workers [--watch]`: who works on what. */
export const addWorkers: AddCommand = (program, cli) => {
  program
    .command("workers")
    .summary("show what the local stack's functions work on")
    .description(
      "Show every attempt that runs: which range of which job, for how long, the last sign of life and the memory of its process; then every function since the start: attempts done and failed, ranges that had to be given to another attempt, MB/s of an attempt, and the most memory used. Only for the local stack: a deployed stage has a dashboard in CloudWatch.",
    )
    .option("-w, --watch", "show it again and again until Ctrl-C")
    .addOption(option("--interval <seconds>", "how often with --watch", parseSeconds(0.2, 3600)).default(1))
    .addHelpText("after", csvColumns("a function", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold workers --watch", "while a log is analyzed"], ["fanfold workers --output json | jq .attempts", "for a script"]))
    .action(async (_flags: unknown, command) => {
      const { showWorkers } = await import("../console/show-workers.ts");
      await showWorkers(command.optsWithGlobals() as ViewFlags, CSV_COLUMNS, cli);
    });
};
