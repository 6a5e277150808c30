import { stringifyDocument } from "../../shared/contracts/document.ts";
import type { SourceMetricsAnswer } from "../../shared/contracts/api.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient, type ApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { fetchDocument, fetchFittingDocument, fetchFittingSourceMetrics, fetchSourceMetrics, type MetricsQuery } from "../http/fetch-document.ts";
import { isJobId } from "../job-id.ts";
import { parseInstant, parseStep } from "../option-values.ts";
import { writeDocument } from "../render/document-output.ts";
import { windowRowsFor } from "../render/document-table.ts";
import { formatInstant } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import { joinSections, renderWindows } from "../render/windows-view.ts";
import { renderWindowCsv, WINDOW_CSV_COLUMNS } from "../render/window-csv.ts";
import type { Terminal } from "../terminal.ts";

type MetricsFlags = GlobalOptions & MetricsQuery;

/** `fanfold metrics <id|source>`: the windows of a job, or of all objects of a source together. */
export const addMetrics: AddCommand = (program, cli) => {
  program
    .command("metrics")
    .summary("print the metrics of a job or of a whole source")
    .description("Print the metrics of a job (32 hex digits), or of a source: all its objects together, by default the day that ends with its newest record.")
    .argument("<id|source>", "id of a job, or name of a source")
    .addOption(option("--from <time>", "first window: 2026-11-21, 2026-11-21T10:15Z", parseInstant))
    .addOption(option("--to <time>", "behind the last window", parseInstant))
    .addOption(option("--step <length>", "length of a window: 60, 5m, 1h, …; the table chooses one that fits the screen, json and csv have minutes", parseStep))
    .addHelpText("after", csvColumns("a window", WINDOW_CSV_COLUMNS))
    .addHelpText(
      "after",
      examples(
        ["fanfold metrics 0123456789abcdef0123456789abcdef", "a job, as analyze shows it"],
        ["fanfold metrics web --from 2026-11-21 --to 2026-11-22 --step 1h", "a day of a source"],
        ["fanfold metrics web --output csv", "for a spreadsheet"],
      ),
    )
    .action(async (subject: string, _flags: unknown, command) => {
      const flags = command.optsWithGlobals() as MetricsFlags;
      const api = createApiClient(await findConnection(flags, cli.workingDirectory));
      await (isJobId(subject) ? printJob : printSource)(api, subject, flags, cli);
    });
};

async function printJob(api: ApiClient, jobId: string, flags: MetricsFlags, { terminal }: Cli): Promise<void> {
  const document =
    flags.output === "table" ? await fetchFittingDocument(api, jobId, queryOf(flags), windowRowsFor(terminal.rows)) : await fetchDocument(api, jobId, queryOf(flags));
  writeDocument(document, flags.output, terminal);
}

async function printSource(api: ApiClient, source: string, flags: MetricsFlags, { terminal }: Cli): Promise<void> {
  if (flags.output === "table") {
    terminal.out(renderSource(await fetchFittingSourceMetrics(api, source, queryOf(flags), windowRowsFor(terminal.rows)), terminal));
    return;
  }
  const answer = await fetchSourceMetrics(api, source, queryOf(flags));
  terminal.out(flags.output === "json" ? `${stringifyDocument(answer)}\n` : renderWindowCsv(answer.windows));
}

function renderSource({ source, from, to, step, windows }: Omit<SourceMetricsAnswer, "next">, terminal: Terminal): string {
  const span = `${formatInstant(Date.parse(from))} to ${formatInstant(Date.parse(to))} UTC`;
  const head = `${terminal.paintOut("bold", visibleText(source))}  ${span}\n`;
  return joinSections([head, ...(windows.length === 0 ? ["no records in this time: --from and --to choose another\n"] : renderWindows(windows, step, terminal))]);
}

function queryOf({ from, to, step }: MetricsFlags): MetricsQuery {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), ...(step === undefined ? {} : { step }) };
}
