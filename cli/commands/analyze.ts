import type { AnalyzeOptions } from "../analyze/analyze.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { exitForResult } from "../exit-for-result.ts";
import { checkInputFile } from "../input-file.ts";
import { parseByteCount, parseCount, parsePattern, parseSourceFormat, parseStep, parseTimeZone, SOURCE_FORMATS } from "../option-values.ts";
import { startProgress } from "../progress/progress-line.ts";
import { writeDocument } from "../render/document-output.ts";
import { windowRowsFor } from "../render/document-table.ts";
import { chooseStep } from "../render/steps.ts";
import { visibleText } from "../render/visible-text.ts";
import { WINDOW_CSV_COLUMNS } from "../render/window-csv.ts";

const THREADS_MAX = 256;

interface AnalyzeFlags extends GlobalOptions {
  rangeBytes?: number;
  sourceFormat?: ReturnType<typeof parseSourceFormat>;
  pattern?: string;
  step?: number;
  timeZone?: string;
  threads?: number;
}

/** `fanfold analyze <file|->`: the real workers and fold on this machine, without anything to start. */
export const addAnalyze: AddCommand = (program, cli) => {
  program
    .command("analyze")
    .summary("analyze one file here, without a stack")
    .description("Analyze one log file on this machine and print its metrics. Plain, gzip and zstd; `-` reads standard input.")
    .argument("<file>", "path of a log file, or - for standard input")
    .addOption(option("--source-format <format>", `format of the lines: ${SOURCE_FORMATS.join(", ")}`, parseSourceFormat).default("auto"))
    .addOption(option("--pattern <pattern>", 'how lines look that no format knows, such as "{time} {level} {*}"', parsePattern))
    .addOption(option("--step <length>", "length of a window: 60, 5m, 1h, …; the table chooses one that fits the screen, json and csv have minutes", parseStep))
    .addOption(option("--time-zone <zone>", "of times that name none: +03:30 or Europe/Berlin", parseTimeZone).default("UTC"))
    .addOption(option("--range-bytes <bytes>", "bytes of a range: 65536, 64MiB; any size gives the same result", parseByteCount))
    .addOption(option("--threads <count>", "threads that parse; unless given, one a core for files of 256 MiB and more", parseCount(1, THREADS_MAX)))
    .addHelpText("after", csvColumns("a window", WINDOW_CSV_COLUMNS))
    .addHelpText(
      "after",
      examples(
        ["fanfold analyze access.log", "the table"],
        ["zcat old.log.gz | fanfold analyze -", "from a pipe"],
        ["aws logs tail /aws/lambda/shop --since 1d | fanfold analyze -", "from CloudWatch"],
        ["fanfold analyze app.log --output json > app.json", "the whole document"],
        ["fanfold analyze jobs.log --pattern '{time} {level} {service}: {*} in {duration}'", "lines that no format knows"],
        ["fanfold analyze app.log --output csv --step 1h", "one row an hour"],
      ),
    )
    .action(async (input: string, _flags: unknown, command) => analyze(input, command.optsWithGlobals() as AnalyzeFlags, cli));
};

async function analyze(input: string, flags: AnalyzeFlags, cli: Cli): Promise<void> {
  if (input !== "-") checkInputFile(input);
  const { terminal } = cli;
  const { analyzeInput } = await import("../analyze/analyze.ts");
  const fitting = (startsMs: readonly number[]): number => chooseStep(startsMs, windowRowsFor(terminal.rows));
  const step = flags.step ?? (flags.output === "table" ? fitting : undefined);
  const progress = startProgress(`analyzing ${input === "-" ? "standard input" : visibleText(input)}`, terminal);
  const options: AnalyzeOptions = {
    input,
    ...(step === undefined ? {} : { step }),
    ...(flags.rangeBytes === undefined ? {} : { rangeBytes: flags.rangeBytes }),
    ...(flags.sourceFormat === undefined ? {} : { format: flags.sourceFormat }),
    ...(flags.pattern === undefined ? {} : { pattern: flags.pattern }),
    ...(flags.timeZone === undefined ? {} : { timeZone: flags.timeZone }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    onProgress: (report) => progress.show(report),
  };
  const document = await analyzeInput(options).finally(() => progress.end());
  writeDocument(document, flags.output, terminal);
  cli.exitWith(exitForResult(document.job.state, document.summary));
}
