import { InvalidArgumentError } from "commander";
import { examples, option, type AddCommand } from "../cli.ts";
import type { LogsFlags } from "../logs/show-logs.ts";
import { parseChoice, parseCount } from "../option-values.ts";

const LINES_DEFAULT = 20;
const LINES_MAX = 100_000;
const LEVELS = ["debug", "info", "warn", "error"] as const;

/** `fanfold logs [functions…]`: what the local stack's functions say. */
export const addLogs: AddCommand = (program, cli) => {
  program
    .command("logs")
    .summary("show and follow what the local stack's functions say")
    .description(
      "Show the last lines of the local stack's logs in the order of time, also when the stack has ended; with --follow go on with every line that is written. Functions: splitter, worker, stream-worker, reducer, dead-letter, sweeper, api; stack is what the local stack says itself. Times are UTC. Only for the local stack: a deployed stage logs to CloudWatch.",
    )
    .argument("[functions...]", "whose lines; all unless given")
    .option("-f, --follow", "go on until Ctrl-C")
    .addOption(option("-n, --lines <count>", "how many of the last lines", parseCount(0, LINES_MAX)).default(LINES_DEFAULT))
    .addOption(option("--job <id>", "only lines about one job; the beginning of its id is enough", parseJobStart))
    .addOption(
      option("--level <level>", `the least serious to show: ${LEVELS.join(", ")}; debug has every invocation`, (text: string) => parseChoice(text, LEVELS)).default("info"),
    )
    .option("--json", "one JSON object a line, as --output json")
    .addHelpText(
      "after",
      examples(
        ["fanfold logs -f worker", "what workers do"],
        ["fanfold logs --level warn -n 100", "what went wrong"],
        ["fanfold logs --job 0123abcd --level debug", "the way of one job"],
        ["fanfold logs api --json | jq .status", "for a script"],
      ),
    )
    .action(async (names: string[], _flags: unknown, command) => {
      const { showLogs } = await import("../logs/show-logs.ts");
      await showLogs(names, command.optsWithGlobals() as LogsFlags, cli);
    });
};

function parseJobStart(text: string): string {
  if (!/^[0-9a-f]{4,32}$/.test(text)) throw new InvalidArgumentError("it has to be the first 4 or more of the 32 hex digits of a job");
  return text;
}
