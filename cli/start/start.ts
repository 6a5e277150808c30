import { join, resolve } from "node:path";
import { ensureSynthesized } from "../../infra/synth.ts";
import type { Cli, GlobalOptions } from "../cli.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { createApiClient } from "../http/api-client.ts";
import { checkInputFile, type InputFile } from "../input-file.ts";
import { startProgress } from "../progress/progress-line.ts";
import { visibleText } from "../render/visible-text.ts";
import { showResult, worseExit } from "../show-result.ts";
import { findJob, listKnownJobs } from "../upload/find-job.ts";
import { renderBanner } from "./banner.ts";
import { removeDataDir, SAMPLE_FILE } from "./data-dir.ts";
import { objectKeysFor } from "./object-keys.ts";
import { openStack, type OpenStack } from "./open-stack.ts";
import { writeSampleFile } from "./sample-file.ts";
import { storeFile } from "./store-file.ts";
import { createStopRequest } from "./stop-request.ts";

const DATA_DIR_DEFAULT = ".fanfold";

export interface StartFlags extends GlobalOptions {
  port?: number;
  fresh?: boolean;
  once?: boolean;
  rangeBytes?: number;
}

/**
 * Start the local stack, analyze files on it, and serve until Ctrl-C. Results go to stdout, all talk to stderr.
 * Nothing is started before every file has been looked at.
 */
export async function start(paths: readonly string[], flags: StartFlags, cli: Cli): Promise<void> {
  const files = paths.map(checkInputFile);
  const { terminal } = cli;
  const dataDir = resolve(cli.workingDirectory, flags.dataDir);
  const stop = createStopRequest();
  if (flags.fresh === true) await removeDataDir(dataDir);
  const { templatePath } = await synthesize(flags.rangeBytes, cli);
  const say = (text: string): void => terminal.err(`${terminal.paintErr("dim", text)}\n`);
  say("starting the local stack …");
  const stack = await openStack({ templatePath, dataDir, port: flags.port, rangeBytes: flags.rangeBytes ?? null }).catch((cause: unknown) => {
    throw nameFullDisk(cause, dataDir);
  });
  let exitCode: ExitCode = EXIT.done;
  try {
    const banner = (): void => terminal.err(renderBanner(stack.connection, flags.dataDir === DATA_DIR_DEFAULT, flags.dataDir, terminal.paintErr));
    if (flags.once !== true && files.length > 0) banner();
    const inputs = files.length > 0 || flags.once === true ? files : [await makeSample(dataDir, say)];
    exitCode = await analyzeFiles(inputs, stack, flags, cli, stop.signal);
    if (flags.once !== true) {
      if (files.length === 0) banner();
      terminal.err(`\n${terminal.paintErr("bold", "Ctrl-C stops it.")} Its data stays in ${visibleText(dataDir)}.\n`);
      await stop.requested;
    }
  } catch (error) {
    if (!stop.signal.aborted) throw nameFullDisk(error, dataDir);
    // Stopped before the result was there, and on purpose: that is no error, but no result either.
    exitCode = flags.once === true ? EXIT.failed : EXIT.done;
  } finally {
    if (flags.once !== true) say("stopping …");
    await stop.within(stack.stop());
  }
  cli.exitWith(flags.once === true ? exitCode : EXIT.done);
}

/** The system says that a disk is full, but not which one. */
function nameFullDisk(error: unknown, dataDir: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  return (code === "ENOSPC" || code === "EDQUOT") && path === undefined ? Object.assign(error as NodeJS.ErrnoException, { path: dataDir }) : error;
}

/** Synthesizing takes seconds when the sources have changed, and nothing otherwise: only then it is worth a word. */
async function synthesize(rangeBytes: number | undefined, { terminal }: Cli): Promise<{ templatePath: string }> {
  const timer = setTimeout(() => terminal.err(`${terminal.paintErr("dim", "synthesizing the stack, which happens once after a change …")}\n`), SYNTH_SILENCE_MS);
  try {
    return await ensureSynthesized({ stage: "local", context: rangeBytes === undefined ? {} : { rangeBytes: String(rangeBytes) } });
  } finally {
    clearTimeout(timer);
  }
}

const SYNTH_SILENCE_MS = 300;

async function makeSample(dataDir: string, say: (text: string) => void): Promise<InputFile> {
  const path = join(dataDir, SAMPLE_FILE);
  await writeSampleFile(path, Date.now());
  say(`no file was given: ${visibleText(path)} is a sample of 20 MB`);
  return checkInputFile(path);
}

/** Upload all files, then wait for the jobs in their order and print each result. */
async function analyzeFiles(files: readonly InputFile[], { connection }: OpenStack, flags: StartFlags, cli: Cli, signal: AbortSignal): Promise<ExitCode> {
  const api = createApiClient(connection);
  const keys = objectKeysFor(files.map(({ path }) => path));
  const uploads: { stored: Awaited<ReturnType<typeof storeFile>>; knownJobs: ReadonlySet<string> }[] = [];
  for (const [index, file] of files.entries()) {
    const objectKey = keys[index] ?? file.path;
    const knownJobs = await listKnownJobs(api, objectKey);
    const progress = startProgress(`uploading ${visibleText(file.path)}`, cli.terminal, file.bytes);
    let bytesDone = 0;
    const onBytes = (byteLength: number): void => progress.show({ bytesDone: (bytesDone += byteLength), bytesTotal: file.bytes });
    uploads.push({ stored: await storeFile(connection, file, objectKey, onBytes, signal).finally(() => progress.end()), knownJobs });
  }
  let worst: ExitCode = EXIT.done;
  for (const { stored, knownJobs } of uploads) {
    const waiting = startProgress(`waiting for the job of ${visibleText(stored.objectKey)}`, cli.terminal);
    const jobId = await findJob(api, stored, knownJobs, connection.rangeBytes, signal).finally(() => waiting.end());
    worst = worseExit(worst, await showResult(api, jobId, flags, cli, signal));
  }
  return worst;
}
