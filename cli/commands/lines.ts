import { LINE_KINDS, type LineKind, type LinesAnswer, type SampleLine } from "../../shared/contracts/api.ts";
import { REJECT_REASONS, type RejectReason } from "../../shared/core/parse/verdict.ts";
import { usageError } from "../cli-error.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { checkJobId } from "../job-id.ts";
import { parseChoice } from "../option-values.ts";
import { renderCsv } from "../render/csv.ts";
import { REASON_SENTENCES } from "../render/reject-reasons.ts";
import { formatCount, formatMs } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Terminal } from "../terminal.ts";

const CSV_COLUMNS = ["byteOffset", "byteLength", "timestamp", "durationMs", "reason", "text", "unavailable"];

/** Why a line's text cannot be shown, as words. */
const UNAVAILABLE: Readonly<Record<string, string>> = {
  "object-deleted": "the object has been deleted",
  "object-replaced": "the key holds another content now",
  "object-forbidden": "the object may not be read",
  "store-unavailable": "the bucket did not answer; try again",
  "not-kept": "its text was not kept",
};

interface LinesFlags extends GlobalOptions {
  kind: LineKind;
  reason?: RejectReason;
}

/** `fanfold lines <id>`: the log's own words behind the figures. */
export const addLines: AddCommand = (program, cli) => {
  program
    .command("lines")
    .summary("show the slowest, the failed or the rejected lines of a job")
    .description("Show sampled lines of a job as they stand in the log: the slowest requests, the first errors, or the first rejected lines of each reason.")
    .argument("<id>", "id of the job")
    .addOption(option("--kind <kind>", `which lines: ${LINE_KINDS.join(", ")}`, (text) => parseChoice(text, LINE_KINDS)).default("slowest"))
    .addOption(option("--reason <reason>", `of rejected lines only: ${REJECT_REASONS.join(", ")}`, (text) => parseChoice(text, REJECT_REASONS)))
    .addHelpText("after", csvColumns("a line", CSV_COLUMNS))
    .addHelpText(
      "after",
      examples(
        ["fanfold lines 0123456789abcdef0123456789abcdef", "the slowest requests"],
        ["fanfold lines 0123456789abcdef0123456789abcdef --kind rejected --reason bad-json", "why lines were rejected"],
      ),
    )
    .action(async (jobId: string, _flags: unknown, command) => {
      checkJobId(jobId);
      await printLines(jobId, command.optsWithGlobals() as LinesFlags, cli);
    });
};

async function printLines(jobId: string, flags: LinesFlags, { terminal, workingDirectory }: Cli): Promise<void> {
  if (flags.reason !== undefined && flags.kind !== "rejected")
    throw usageError("BAD_VALUE", { what: "bad value", where: `--reason ${flags.reason}`, advice: "only rejected lines have a reason: add --kind rejected" });
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { body } = await api.get<LinesAnswer>(`/jobs/${jobId}/lines`, { kind: flags.kind, reason: flags.reason });
  if (flags.output === "json") terminal.out(`${JSON.stringify(body)}\n`);
  else if (flags.output === "csv") {
    terminal.out(
      renderCsv(
        CSV_COLUMNS,
        body.lines.map((line) => [line.byteOffset, line.byteLength, line.timestamp, line.durationMs, line.reason, line.text, line.unavailable]),
      ),
    );
  } else if (body.lines.length === 0) terminal.out(`${EMPTY[body.kind]}\n`);
  else terminal.out(body.lines.map((line) => renderLine(line, terminal)).join("\n"));
}

const EMPTY: Readonly<Record<LineKind, string>> = { slowest: "no line of this job has a duration", errors: "this job has no errors", rejected: "no line of this job was rejected" };

/** Where and why on one line, the log's own words below it. */
function renderLine(line: SampleLine, { paintOut: paint }: Terminal): string {
  const place = `byte ${formatCount(line.byteOffset)}, ${formatCount(line.byteLength)} bytes`;
  const facts = [line.durationMs === undefined ? undefined : paint("yellow", formatMs(line.durationMs)), line.timestamp, place, describeReason(line.reason)].filter(
    (fact) => fact !== undefined,
  );
  const text =
    line.text === null
      ? paint("dim", `(${UNAVAILABLE[line.unavailable ?? ""] ?? "the text is not available"})`)
      : `${visibleText(line.text)}${line.isTruncated === true ? paint("dim", "…") : ""}`;
  return `${paint("dim", facts.join("  "))}\n${text}\n`;
}

function describeReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  const sentence = REASON_SENTENCES[reason as RejectReason];
  return sentence === undefined ? visibleText(reason) : `${reason}: ${sentence}`;
}
