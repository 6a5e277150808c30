import type { RerunAnswer } from "../../shared/contracts/api.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { checkJobId } from "../job-id.ts";
import { renderCsv } from "../render/csv.ts";

const CSV_COLUMNS = ["jobId", "outcome"];

/** `fanfold rerun <id>`: analyze an object again under new settings. */
export const addRerun: AddCommand = (program, cli) => {
  program
    .command("rerun")
    .summary("analyze the object of a job again, under new settings")
    .description(
      "Analyze the object of a job again under the present settings of its source: change them first with fanfold source set. That is another job; readers see the old one until the new one is complete.",
    )
    .argument("<id>", "id of the job")
    .addHelpText("after", csvColumns("in all", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold source set web --time-zone Europe/Berlin", "what was wrong"], ["fanfold rerun 0123456789abcdef0123456789abcdef", "now under it"]))
    .action(async (jobId: string, _flags: unknown, command) => {
      checkJobId(jobId);
      await rerun(jobId, command.optsWithGlobals() as GlobalOptions, cli);
    });
};

async function rerun(jobId: string, flags: GlobalOptions, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { body } = await api.post<RerunAnswer>(`/jobs/${jobId}/rerun`);
  if (flags.output === "json") terminal.out(`${JSON.stringify(body)}\n`);
  else if (flags.output === "csv") terminal.out(renderCsv(CSV_COLUMNS, [[body.job.jobId, body.outcome]]));
  else terminal.out("the object is being split into ranges under the present settings: a new job\nfind it: fanfold jobs\n");
}
