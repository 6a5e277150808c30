import type { RedriveAnswer } from "../../shared/contracts/api.ts";
import { csvColumns, examples, type AddCommand, type Cli, type GlobalOptions } from "../cli.ts";
import { createApiClient } from "../http/api-client.ts";
import { findConnection } from "../http/connection.ts";
import { checkJobId } from "../job-id.ts";
import { renderCsv } from "../render/csv.ts";

const CSV_COLUMNS = ["jobId", "outcome", "state", "generation"];

/** `fanfold redrive <id>`: try again what a job lacks. */
export const addRedrive: AddCommand = (program, cli) => {
  program
    .command("redrive")
    .summary("try again what a job with gaps, or a failed one, lacks")
    .description("Set a failed job, or one that is complete with gaps, to work again: only what is missing is read anew. Nothing is changed when that would change nothing.")
    .argument("<id>", "id of the job")
    .addHelpText("after", csvColumns("in all", CSV_COLUMNS))
    .addHelpText("after", examples(["fanfold redrive 0123456789abcdef0123456789abcdef", "then follow it with fanfold job <id> --watch"]))
    .action(async (jobId: string, _flags: unknown, command) => {
      checkJobId(jobId);
      await redrive(jobId, command.optsWithGlobals() as GlobalOptions, cli);
    });
};

async function redrive(jobId: string, flags: GlobalOptions, { terminal, workingDirectory }: Cli): Promise<void> {
  const api = createApiClient(await findConnection(flags, workingDirectory));
  const { body } = await api.post<RedriveAnswer>(`/jobs/${jobId}/redrive`);
  const { outcome, job } = body;
  if (flags.output === "json") terminal.out(`${JSON.stringify(body)}\n`);
  else if (flags.output === "csv") terminal.out(renderCsv(CSV_COLUMNS, [[job.jobId, outcome, job.state, job.generation]]));
  else
    terminal.out(
      `${outcome === "splitting" ? "the object is being split into ranges again" : `what is missing is being read again, redrive ${job.generation}`}\nfollow it: fanfold job ${jobId} --watch\n`,
    );
}
