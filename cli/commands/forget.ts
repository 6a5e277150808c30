import type { ForgetAnswer } from "../../shared/contracts/api.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { checkJobId } from "../job-id.ts";
import { renderCsv } from "../render/csv.ts";
import { visibleText } from "../render/visible-text.ts";

const CSV_COLUMNS = ["jobId", "outcome", "source", "objectKey"];

interface ForgetFlags extends GlobalOptions {
  force?: boolean;
}

/** `fanfold forget <id>`: remove a job and its metrics. */
export const addForget: AddCommand = (program, cli) => {
  program
    .command("forget")
    .summary("remove a job and its metrics")
    .description("Remove a job and its metrics, also from those of its source. The log itself stays in the bucket. A job that is being worked on is refused.")
    .argument("<id>", "id of the job")
    .option("--force", "also while it is being worked on")
    .addHelpText("after", csvColumns("in all", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold forget 0123456789abcdef0123456789abcdef", "a log that should not have been there"]))
    .action(async (jobId: string, _flags: unknown, command) => {
      checkJobId(jobId);
      await forget(jobId, command.optsWithGlobals() as ForgetFlags, cli);
    });
};

async function forget(jobId: string, flags: ForgetFlags, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { body } = await api.delete<ForgetAnswer>(`/jobs/${jobId}`, flags.force === true ? { force: "true" } : {});
  const { outcome, job } = body;
  if (flags.output === "json") terminal.out(`${JSON.stringify(body)}\n`);
  else if (flags.output === "csv") terminal.out(renderCsv(CSV_COLUMNS, [[job.jobId, outcome, job.source, job.objectKey]]));
  else terminal.out(`forgotten: ${visibleText(job.objectKey)}; the log itself is still in the bucket\n`);
}
