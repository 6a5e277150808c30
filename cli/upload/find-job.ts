import { setTimeout as delay } from "node:timers/promises";
import type { JobEntry, JobsAnswer } from "../../shared/contracts/api.ts";
import { jobIdOf } from "../../shared/contracts/identity.ts";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { failure } from "../cli-error.ts";
import type { ApiClient } from "../http/api-client.ts";
import { visibleText } from "../render/visible-text.ts";
import { fetchSources } from "../sources/sources.ts";
import type { StoredObject } from "./upload-file.ts";

const POLL_MS = 250;
const PATIENCE_MS = 60_000;
/** A job that was there before and has the object's size is taken for its job only after so long: by then a new one would be listed. */
const SAME_CONTENT_MS = 5_000;
const LISTED_MAX = 100;

/** Jobs of a key that were there before its upload. */
export async function listKnownJobs(api: ApiClient, objectKey: string): Promise<ReadonlySet<string>> {
  return new Set((await jobsOf(api, objectKey)).map(({ jobId }) => jobId));
}

/**
 * The id of the job of an object that was just stored, once it is there. Its id follows from the content and the source's settings; where those
 * cannot be known from here, it is the one that was not there before.
 * @throws CliError when none appears in time.
 */
export async function findJob(api: ApiClient, stored: StoredObject, knownJobs: ReadonlySet<string>, rangeBytesDefault: number | null, signal?: AbortSignal): Promise<string> {
  const startMs = Date.now();
  for (;;) {
    const listed = (await jobsOf(api, stored.objectKey)).filter(({ bucketName }) => bucketName === stored.bucketName);
    const expected = listed.length === 0 ? new Set() : await expectedIds(api, listed, stored, rangeBytesDefault);
    const found = listed.find(({ jobId }) => expected.has(jobId)) ?? listed.find(({ jobId }) => !knownJobs.has(jobId));
    if (found !== undefined) return found.jobId;
    const waitedMs = Date.now() - startMs;
    const same = listed.find(({ objectBytes, state }) => objectBytes === stored.objectBytes && state !== "superseded");
    if (same !== undefined && waitedMs > SAME_CONTENT_MS) return same.jobId;
    if (waitedMs > PATIENCE_MS)
      throw failure("NO_JOB", { what: "no job appeared for the upload", where: visibleText(stored.objectKey), advice: "fanfold jobs shows whether it does later" });
    await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** The ids that the stored content has under the settings of the sources that its jobs belong to. */
async function expectedIds(api: ApiClient, listed: readonly JobEntry[], stored: StoredObject, rangeBytesDefault: number | null): Promise<ReadonlySet<string>> {
  const { eTag } = stored;
  if (eTag === undefined) return new Set();
  const sources = await fetchSources(api);
  const ids = listed.flatMap((job) => {
    const settings = sources.find(({ source }) => source === job.source)?.settings ?? DEFAULT_SOURCE_SETTINGS;
    return [settings.rangeBytes ?? rangeBytesDefault, settings.rangeBytes].map((rangeBytes) => jobIdOf({ ...stored, eTag }, { ...settings, rangeBytes }));
  });
  return new Set(ids);
}

async function jobsOf(api: ApiClient, objectKey: string): Promise<JobEntry[]> {
  const { body } = await api.get<JobsAnswer>("/jobs", { limit: LISTED_MAX });
  return body.jobs.filter((job) => job.objectKey === objectKey);
}
