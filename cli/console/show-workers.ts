import { usageError } from "../cli-error.ts";
import type { Cli } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatBytes, formatCount, formatSpan, NO_VALUE } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Paint } from "../terminal.ts";
import { LOCAL_PATHS, type AttemptEntry, type FunctionEntry, type WorkersAnswer } from "./reports.ts";
import { showView, type ViewFlags } from "./show-view.ts";

const right = (title: string): Column => ({ title, align: "right" });
const ATTEMPT_COLUMNS: readonly Column[] = [
  { title: "attempt of" },
  { title: "job", isFlexible: true },
  right("range"),
  right("bytes"),
  right("delivery"),
  right("runs"),
  right("last sign"),
  right("memory"),
];
const FUNCTION_COLUMNS: readonly Column[] = [
  { title: "function" },
  right("active"),
  right("idle"),
  right("done"),
  right("failed"),
  right("reassigned"),
  right("speed"),
  right("memory"),
];
/** A process gives a sign of life every second; one that has given none for so long hangs, or computes without a pause. */
const SILENT_SECONDS = 5;

/** Show who works on what on the local stack. */
export async function showWorkers(flags: ViewFlags, csvColumns: readonly string[], cli: Cli): Promise<void> {
  const connection = await findConnection(flags, cli.workingDirectory);
  if (connection.local === undefined)
    throw usageError("LOCAL_ONLY", {
      what: "fanfold workers looks into the local stack",
      advice: "leave --endpoint out; what the functions of a deployed stage do is on its dashboard in CloudWatch",
    });
  const api = createApiClient(connection);
  const { columns: width, paintOut: paint } = cli.terminal;
  await showView(
    async () => (await api.get<WorkersAnswer>(LOCAL_PATHS.workers)).body,
    {
      render: ({ attempts, functions }) =>
        `${renderAttempts(attempts, width, paint)}\n${renderTable(
          FUNCTION_COLUMNS,
          functions.map((entry) => functionRow(entry, paint)),
          width,
          paint,
        )}`,
      renderCsv: ({ functions }) =>
        renderCsv(
          csvColumns,
          functions.map((entry) => [
            entry.function,
            entry.active,
            entry.idle,
            entry.done,
            entry.failed,
            entry.reassignedRanges,
            entry.bytesPerSecond ?? undefined,
            entry.peakMemoryBytes ?? undefined,
            entry.memoryLimitBytes,
          ]),
        ),
    },
    flags,
    cli,
  );
}

function renderAttempts(attempts: readonly AttemptEntry[], width: number, paint: Paint): string {
  if (attempts.length === 0) return `${paint("dim", "no attempt runs at this moment")}\n`;
  const rows = attempts.map((attempt) => [
    visibleText(attempt.function),
    attempt.jobId === null ? NO_VALUE : visibleText(attempt.jobId),
    attempt.rangeIndex === null ? NO_VALUE : `${formatCount(attempt.rangeIndex + 1)}${attempt.rangeCount === null ? "" : ` of ${formatCount(attempt.rangeCount)}`}`,
    attempt.bytes === null ? NO_VALUE : formatBytes(attempt.bytes),
    attempt.delivery === null ? NO_VALUE : attempt.delivery > 1 ? paint("yellow", formatCount(attempt.delivery)) : "1",
    formatSpan(attempt.runningSeconds),
    `${attempt.lastSignSeconds > SILENT_SECONDS ? paint("yellow", formatSpan(attempt.lastSignSeconds)) : formatSpan(attempt.lastSignSeconds)} ago`,
    attempt.memoryBytes === null ? NO_VALUE : `${formatMib(attempt.memoryBytes)} MB`,
  ]);
  return renderTable(ATTEMPT_COLUMNS, rows, width, paint);
}

function functionRow(entry: FunctionEntry, paint: Paint): string[] {
  return [
    visibleText(entry.function),
    formatCount(entry.active),
    formatCount(entry.idle),
    formatCount(entry.done),
    entry.failed > 0 ? paint("red", formatCount(entry.failed)) : "0",
    entry.reassignedRanges > 0 ? paint("yellow", formatCount(entry.reassignedRanges)) : "0",
    entry.bytesPerSecond === null ? NO_VALUE : `${formatBytes(Math.round(entry.bytesPerSecond))}/s`,
    `${entry.peakMemoryBytes === null ? NO_VALUE : formatMib(entry.peakMemoryBytes)} of ${formatMib(entry.memoryLimitBytes)} MB`,
  ];
}

/** What Lambda calls a MB, as in the options of a deployment. */
function formatMib(bytes: number): string {
  return formatCount(Math.round(bytes / 1024 ** 2));
}
