import type { Cli, GlobalOptions } from "../cli.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { createApiClient, type ApiClient } from "../http/api-client.ts";
import { findConnection, type Connection } from "../http/connection.ts";
import { checkInputFile, type InputFile } from "../input-file.ts";
import { startProgress } from "../progress/progress-line.ts";
import { renderCsv } from "../render/csv.ts";
import { formatBytes } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import { showResult, worseExit } from "../show-result.ts";
import { findJob, listKnownJobs } from "./find-job.ts";
import { uploadFile } from "./upload-file.ts";

interface Uploaded {
  file: string;
  bucketName: string;
  objectKey: string;
  objectBytes: number;
  jobId: string;
}

/** Upload files one after the other; every file is looked at before the first one is sent. */
export async function uploadAll(
  uploads: readonly { path: string; objectKey: string }[],
  csvColumns: readonly string[],
  flags: GlobalOptions & { watch?: boolean },
  cli: Cli,
): Promise<void> {
  const files = uploads.map(({ path, objectKey }) => ({ file: checkInputFile(path), objectKey }));
  const connection = await findConnection(flags, cli.workingDirectory);
  const api = createApiClient(connection);
  const { terminal } = cli;
  const done: Uploaded[] = [];
  let worst: ExitCode = EXIT.done;
  for (const { file, objectKey } of files) {
    const uploaded = await uploadOne(api, connection, file, objectKey, cli);
    done.push(uploaded);
    if (flags.watch === true) worst = worseExit(worst, await showResult(api, uploaded.jobId, flags, cli));
    else if (flags.output === "table")
      terminal.out(
        `job ${uploaded.jobId}\n  ${visibleText(file.path)} is ${visibleText(objectKey)}, ${formatBytes(file.bytes)}; follow it: fanfold job ${uploaded.jobId} --watch\n`,
      );
  }
  if (flags.watch !== true && flags.output === "json") terminal.out(`${JSON.stringify({ uploads: done })}\n`);
  if (flags.watch !== true && flags.output === "csv")
    terminal.out(
      renderCsv(
        csvColumns,
        done.map(({ file, bucketName, objectKey, objectBytes, jobId }) => [file, bucketName, objectKey, objectBytes, jobId]),
      ),
    );
  cli.exitWith(worst);
}

async function uploadOne(api: ApiClient, { local }: Connection, file: InputFile, objectKey: string, { terminal }: Cli): Promise<Uploaded> {
  const knownJobs = await listKnownJobs(api, objectKey);
  const progress = startProgress(`uploading ${visibleText(file.path)}`, terminal, file.bytes);
  let bytesDone = 0;
  const stored = await uploadFile(api, file, objectKey, (byteLength) => {
    bytesDone += byteLength;
    progress.show({ bytesDone, bytesTotal: file.bytes });
  }).finally(() => progress.end());
  const { bucketName } = stored;
  return { file: file.path, bucketName, objectKey, objectBytes: file.bytes, jobId: await findJob(api, stored, knownJobs, local?.rangeBytes ?? null) };
}
