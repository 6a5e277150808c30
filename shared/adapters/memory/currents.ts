import { FORGOTTEN_JOB_ID, type Current, type Published } from "../../contracts/job.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { assertFree } from "../job-rules.ts";
import { createExpiringMap } from "./expiring-map.ts";

type Currents = Pick<JobStore, "readCurrent" | "takeCurrent" | "publish" | "forgetCurrent">;

/** The current contents of keys of a memory store. */
export function createMemoryCurrents(clock: Clock): Currents {
  const currents = createExpiringMap<Current>(clock);
  return {
    readCurrent: async (objectId) => currents.get(objectId),
    async takeCurrent(objectId, jobId, versionRead, expiresAtMs, published) {
      assertFree(versionRead, published);
      const current = currents.get(objectId);
      if ((current?.version ?? 0) !== versionRead) return false;
      const latestExpiryMs = Math.max(expiresAtMs, currents.expiresAtMs(objectId) ?? 0);
      currents.set(objectId, { ...current, objectId, jobId, version: versionRead + 1, ...(published && { published }) }, latestExpiryMs);
      return true;
    },
    async publish(objectId, published) {
      const previous = currents.get(objectId)?.published;
      const changed = currents.update(objectId, (current) =>
        current.jobId === published.jobId && !(previous !== undefined && isNewer(previous, published)) ? { ...current, published } : undefined,
      );
      return { isPublished: changed !== undefined, ...(previous === undefined ? {} : { previous }) };
    },
    async forgetCurrent(read, jobId) {
      if (read.jobId !== jobId && read.published?.jobId !== jobId) return true;
      const forgotten = currents.update(read.objectId, (current) => {
        if (JSON.stringify(describe(current)) !== JSON.stringify(describe(read))) return undefined;
        const { published, ...rest } = current;
        const kept = published === undefined || published.jobId === jobId ? {} : { published };
        return { ...rest, ...kept, ...(current.jobId === jobId && { jobId: FORGOTTEN_JOB_ID, version: current.version + 1 }) };
      });
      return forgotten !== undefined;
    },
  };
}

/** What of a key's item has to be as it was read. */
function describe({ jobId, version, published }: Current): unknown[] {
  return [jobId, version, published?.version, published?.generation];
}

function isNewer(a: Published, b: Published): boolean {
  return a.version > b.version || (a.version === b.version && a.generation > b.generation);
}
