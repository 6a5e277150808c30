import { stringifyDocument } from "../../shared/contracts/document.ts";
import type { JobAnswer } from "../../shared/contracts/api.ts";
import { failure } from "../cli-error.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { checkJobId } from "../job-id.ts";
import { RECEIPT_COLUMNS, renderReceipt, renderReceiptCsv } from "../render/receipt-table.ts";

/** `fanfold receipt <id>`: what a job cost. */
export const addReceipt: AddCommand = (program, cli) => {
  program
    .command("receipt")
    .summary("show what a job cost")
    .description(
      "Show what a job asked of each service, how long it took, what that costs at published prices, and what Athena would charge for a scan. Exact where nothing failed, else a lower bound; an estimate where the services are no AWS.",
    )
    .argument("<id>", "id of the job, 32 hex digits")
    .addHelpText("after", csvColumns("a count", RECEIPT_COLUMNS))
    .addHelpText(
      "after",
      examples(["fanfold receipt 0123456789abcdef0123456789abcdef", "what it cost"], ["fanfold receipt 0123456789abcdef0123456789abcdef --output json", "for a program"]),
    )
    .action(async (jobId: string, _flags: unknown, command) => {
      checkJobId(jobId);
      await showReceipt(jobId, command.optsWithGlobals() as GlobalOptions, cli);
    });
};

async function showReceipt(jobId: string, flags: GlobalOptions, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { job } = (await api.get<JobAnswer>(`/jobs/${jobId}`)).body;
  const { receipt } = job;
  if (receipt === undefined) {
    const isLive = job.state === "queued" || job.state === "running";
    const advice = isLive ? "a job has one once it has ended" : "nobody who worked on it could leave one";
    throw failure("NO_RECEIPT", { what: "the job has no receipt", where: job.state, advice });
  }
  if (flags.output === "json") terminal.out(`${stringifyDocument(receipt)}\n`);
  else if (flags.output === "csv") terminal.out(renderReceiptCsv(receipt));
  else terminal.out(renderReceipt(job, receipt, terminal.columns, terminal.paintOut));
}
