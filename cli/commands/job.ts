import { stringifyDocument } from "../../shared/contracts/document.ts";
import type { JobAnswer } from "../../shared/contracts/api.ts";
import { examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { exitForResult } from "../exit-for-result.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { fetchDocument } from "../http/fetch-document.ts";
import { checkJobId } from "../job-id.ts";
import { writeDocument } from "../render/document-output.ts";
import { renderWarnings } from "../render/document-table.ts";
import { renderHeader, renderSummary } from "../render/document-summary.ts";
import { documentWarnings } from "../render/warnings.ts";
import { joinSections } from "../render/windows-view.ts";
import { showResult } from "../show-result.ts";

/** `fanfold job <id> [--watch]`: how a job stands; with `--watch` its result once it has ended. */
export const addJob: AddCommand = (program, cli) => {
  program
    .command("job")
    .summary("show how a job stands, or follow it until it ends")
    .description(
      "Show a job and its summary. With --watch follow it until it has ended, then print its whole result. The exit code says how it ended: 0 complete, 1 failed or superseded or nothing understood, 3 complete with gaps.",
    )
    .argument("<id>", "id of the job, 32 hex digits")
    .option("-w, --watch", "wait until the job has ended, then print its result")
    .addHelpText(
      "after",
      examples(["fanfold job 0123456789abcdef0123456789abcdef", "how it stands"], ["fanfold job 0123456789abcdef0123456789abcdef --watch", "progress, then the result"]),
    )
    .action(async (jobId: string, flags: { watch?: boolean }, command) => {
      checkJobId(jobId);
      await (flags.watch === true ? watchAndShow : showJob)(jobId, command.optsWithGlobals() as GlobalOptions, cli);
    });
};

async function showJob(jobId: string, flags: GlobalOptions, { terminal, workingDirectory, exitWith }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { body } = await api.get<JobAnswer>(`/jobs/${jobId}`);
  const { job, summary } = body;
  exitWith(exitForResult(job.state, summary));
  if (flags.output !== "table") {
    if (flags.output === "json") terminal.out(`${stringifyDocument(body)}\n`);
    else writeDocument(await fetchDocument(api, jobId, {}), "csv", terminal);
    return;
  }
  const { columns: width, paintOut: paint } = terminal;
  const figures = summary === null || summary.records === 0 ? "" : renderSummary(summary, width, paint);
  terminal.out(joinSections([renderHeader(job, summary, width, paint), figures, renderWarnings(documentWarnings(job, summary, undefined), paint)]));
}

async function watchAndShow(jobId: string, flags: GlobalOptions, { terminal, workingDirectory, exitWith }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  exitWith(await showResult(api, jobId, flags, { terminal }));
}
