import { csvColumns, examples, option, type AddCommand } from "../cli.ts";
import type { ViewFlags } from "../console/show-view.ts";
import { parseSeconds } from "../option-values.ts";

const CSV_COLUMNS = ["queue", "visible", "inFlight", "delayed", "backSeconds", "oldestSeconds", "dead"];

/** `fanfold queues [--watch]`: what waits where. */
export const addQueues: AddCommand = (program, cli) => {
  program
    .command("queues")
    .summary("show what waits in the queues")
    .description(
      "Show every queue: messages that wait (visible), that somebody works on (in flight), that come later (delayed), when the first of these two can be received again unless it is done before (back in), the age of the oldest, and how many were given up after too many attempts since the data directory was made (dead). Of a deployed stage, named with --endpoint, SQS tells the first three; its dashboard and alarms have the others.",
    )
    .option("-w, --watch", "show it again and again until Ctrl-C")
    .addOption(option("--interval <seconds>", "how often with --watch", parseSeconds(0.2, 3600)).default(1))
    .addHelpText("after", csvColumns("a queue", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold queues --watch", "while a log is analyzed"], ["fanfold queues --output json", "for a script"]))
    .action(async (_flags: unknown, command) => {
      const { showQueues } = await import("../console/show-queues.ts");
      await showQueues(command.optsWithGlobals() as ViewFlags, CSV_COLUMNS, cli);
    });
};
