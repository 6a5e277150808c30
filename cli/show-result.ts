import type { Cli, GlobalOptions } from "./cli.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { exitForResult } from "./exit-for-result.ts";
import type { ApiClient } from "./http/api-client.ts";
import { fetchDocument, fetchFittingDocument } from "./http/fetch-document.ts";
import { watchJob } from "./http/watch-job.ts";
import { writeDocument } from "./render/document-output.ts";
import { windowRowsFor } from "./render/document-table.ts";

/** Wait for a job, print its result, and say how that counts. */
export async function showResult(api: ApiClient, jobId: string, flags: GlobalOptions, { terminal }: Pick<Cli, "terminal">, signal?: AbortSignal): Promise<ExitCode> {
  const { state } = await watchJob(api, jobId, terminal, signal);
  const document = flags.output === "table" ? await fetchFittingDocument(api, jobId, {}, windowRowsFor(terminal.rows)) : await fetchDocument(api, jobId, {});
  writeDocument(document, flags.output, terminal);
  return exitForResult(state, document.summary);
}

/** Of several results the one that says most: a failure before a gap before none. */
export function worseExit(one: ExitCode, other: ExitCode): ExitCode {
  return [EXIT.failed, EXIT.gaps, EXIT.usage, EXIT.done].find((code) => code === one || code === other) ?? EXIT.done;
}
