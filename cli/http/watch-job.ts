import { setTimeout as delay } from "node:timers/promises";
import type { JobAnswer, JobPart } from "../../shared/contracts/api.ts";
import { hasEnded } from "../../shared/contracts/job.ts";
import { startProgress } from "../progress/progress-line.ts";
import type { Terminal } from "../terminal.ts";
import { formatCount } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { ApiClient } from "./api-client.ts";

/** Short jobs are looked at often, long ones less so. */
const POLL_FIRST_MS = 200;
const POLL_LAST_MS = 2_000;
const POLL_GROWTH = 1.2;

/** Follow a job until it has ended, with progress on a terminal. The job as it ended. */
export async function watchJob(api: ApiClient, jobId: string, terminal: Terminal, signal?: AbortSignal): Promise<JobPart> {
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    for (let pollMs = POLL_FIRST_MS; ; pollMs = Math.min(POLL_LAST_MS, pollMs * POLL_GROWTH)) {
      const { job } = (await api.get<JobAnswer>(`/jobs/${jobId}`)).body;
      if (hasEnded(job)) return job;
      progress ??= startProgress(`analyzing ${visibleText(job.objectKey)}`, terminal, job.objectBytes);
      progress.show(progressOf(job));
      await delay(pollMs, undefined, signal === undefined ? {} : { signal });
    }
  } finally {
    progress?.end();
  }
}

function progressOf({ objectBytes, ranges, state }: JobPart): { bytesDone: number; bytesTotal: number; detail: string } {
  const settled = ranges.done + ranges.failed;
  const detail =
    state === "queued" ? "queued" : `${formatCount(settled)} of ${formatCount(ranges.total)} ranges${ranges.failed > 0 ? `, ${formatCount(ranges.failed)} failed` : ""}`;
  return { bytesDone: ranges.total === 0 ? 0 : (objectBytes * settled) / ranges.total, bytesTotal: objectBytes, detail };
}
