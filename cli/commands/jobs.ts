import type { JobEntry, JobsAnswer } from "../../shared/contracts/api.ts";
import { csvColumns, examples, option, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { parseCount } from "../option-values.ts";
import { renderCsv } from "../render/csv.ts";
import { paintState } from "../render/document-summary.ts";
import { renderTable, type Column } from "../render/text-table.ts";
import { formatBytes, formatInstant } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";

const JOBS_DEFAULT = 20;
const JOBS_MAX = 10_000;
const PAGE_MAX = 100;
const WIDE_COLUMNS = 100;
const YEAR_CHARACTERS = "2026-".length;
const CSV_COLUMNS = ["jobId", "source", "objectKey", "objectBytes", "format", "encoding", "state", "generation", "ranges", "createdAt", "endedAt", "failure"];

interface JobsFlags extends GlobalOptions {
  source?: string;
  limit: number;
}

/** `fanfold jobs`: the newest jobs. */
export const addJobs: AddCommand = (program, cli) => {
  program
    .command("jobs")
    .summary("list the newest jobs")
    .description("List jobs, the newest first.")
    .option("--source <name>", "only those of one source")
    .addOption(option("--limit <count>", "how many", parseCount(1, JOBS_MAX)).default(JOBS_DEFAULT))
    .addHelpText("after", csvColumns("a job", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold jobs", "the newest 20"], ["fanfold jobs --source web --limit 100 --output csv", "for a spreadsheet"]))
    .action((_flags: unknown, command) => listJobs(command.optsWithGlobals() as JobsFlags, cli));
};

async function listJobs(flags: JobsFlags, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const jobs: JobEntry[] = [];
  let cursor: string | undefined;
  do {
    const query = { source: flags.source, limit: Math.min(PAGE_MAX, flags.limit - jobs.length), cursor };
    const { body }: { body: JobsAnswer } = await api.get<JobsAnswer>("/jobs", query);
    jobs.push(...body.jobs);
    cursor = body.next;
  } while (cursor !== undefined && jobs.length < flags.limit);
  if (flags.output === "json") terminal.out(`${JSON.stringify({ jobs })}\n`);
  else if (flags.output === "csv")
    terminal.out(
      renderCsv(
        CSV_COLUMNS,
        jobs.map((job) => [
          job.jobId,
          job.source,
          job.objectKey,
          job.objectBytes,
          job.format,
          job.encoding,
          job.state,
          job.generation,
          job.ranges.total,
          job.createdAt,
          job.endedAt,
          job.failure,
        ]),
      ),
    );
  else terminal.out(jobs.length === 0 ? "no jobs yet: fanfold upload <file> makes one\n" : renderJobs(jobs, terminal.columns, terminal.paintOut));
}

function renderJobs(jobs: readonly JobEntry[], width: number, paint: Cli["terminal"]["paintOut"]): string {
  const columns: Column[] = [{ title: "job" }, { title: "created UTC" }, { title: "state" }, { title: "size", align: "right" }, { title: "object", isFlexible: true }];
  const rows = jobs.map(({ jobId, createdAt, state, objectBytes, objectKey }) => [
    jobId,
    // On a narrow screen the key needs the room more than the year does.
    createdAt === undefined ? "" : formatInstant(Date.parse(createdAt)).slice(width < WIDE_COLUMNS ? YEAR_CHARACTERS : 0),
    paintState(state, paint),
    formatBytes(objectBytes),
    visibleText(objectKey),
  ]);
  return renderTable(columns, rows, width, paint);
}
