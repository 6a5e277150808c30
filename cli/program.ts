import { Command, Option } from "commander";
import packageDescription from "../package.json" with { type: "json" };
import { examples, option, type AddCommand, type Cli } from "./cli.ts";
import { addAnalyze } from "./commands/analyze.ts";
import { addBackfill } from "./commands/backfill.ts";
import { addCompare } from "./commands/compare.ts";
import { addDetect } from "./commands/detect.ts";
import { addForget } from "./commands/forget.ts";
import { addJob } from "./commands/job.ts";
import { addJobs } from "./commands/jobs.ts";
import { addLines } from "./commands/lines.ts";
import { addLogs } from "./commands/logs.ts";
import { addMetrics } from "./commands/metrics.ts";
import { addQueues } from "./commands/queues.ts";
import { addReceipt } from "./commands/receipt.ts";
import { addRedrive } from "./commands/redrive.ts";
import { addRerun } from "./commands/rerun.ts";
import { addSource } from "./commands/source.ts";
import { addStart } from "./commands/start.ts";
import { addToken } from "./commands/token.ts";
import { addUpload } from "./commands/upload.ts";
import { addWorkers } from "./commands/workers.ts";
import { OUTPUT_FORMATS, parseOutput } from "./option-values.ts";

const COMMANDS: readonly AddCommand[] = [
  addStart,
  addAnalyze,
  addDetect,
  addCompare,
  addUpload,
  addJobs,
  addJob,
  addMetrics,
  addLines,
  addReceipt,
  addRedrive,
  addRerun,
  addForget,
  addBackfill,
  addSource,
  addToken,
  addLogs,
  addQueues,
  addWorkers,
];

/** The whole command line; nothing runs before it is parsed. Usage errors are thrown, never printed here. */
export function buildProgram(cli: Cli): Command {
  const program = new Command("fanfold")
    .description("Exact per-minute metrics from logs: requests, errors, latency percentiles, routes.")
    .version(packageDescription.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help, of a command behind its name")
    .addOption(option("-o, --output <format>", `how to print the result: ${OUTPUT_FORMATS.join(", ")}`, parseOutput).default("table"))
    .addOption(new Option("--endpoint <url>", "results API to ask, instead of the stack that runs here").env("FANFOLD_ENDPOINT"))
    .addOption(new Option("--token <token>", "bearer token for it").env("FANFOLD_TOKEN"))
    .addOption(new Option("--data-dir <directory>", "where the local stack keeps its data").default(".fanfold"))
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name(), minWidthToWrap: 20 })
    .configureOutput({ writeOut: cli.terminal.out, writeErr: () => undefined, getOutHelpWidth: () => cli.terminal.columns })
    .exitOverride()
    .addHelpText("after", HELP_END);
  for (const add of COMMANDS) add(program, cli);
  return program;
}

const HELP_END = `${examples(
  ["fanfold start access.log", "start everything, analyze the log"],
  ["fanfold analyze access.log", "only the metrics, nothing is started"],
  ["fanfold upload more.log", "from a second terminal"],
  ["fanfold job <id> --watch", "follow a job until it ends"],
  ["fanfold metrics default --output csv", "a source, for a spreadsheet"],
)}
Exit codes: 0 done, 1 failed or nothing understood, 2 bad usage, 3 complete with gaps.
FANFOLD_DEBUG=1 shows where an error comes from; NO_COLOR turns colours off.
`;
