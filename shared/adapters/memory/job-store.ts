import type { Clock } from "../../ports/clock.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { createMemoryCurrents } from "./currents.ts";
import { createMemoryFoldNodes } from "./fold-nodes.ts";
import { createMemoryJobs } from "./jobs.ts";
import { createMemoryNotes } from "./notes.ts";
import type { MemoryNotes } from "./notes.ts";
import { createMemoryRegistry } from "./registry.ts";

/** A job store that holds everything in this process; every call is one indivisible step. */
export function createMemoryJobStore(clock: Clock): JobStore & MemoryNotes {
  const jobs = createMemoryJobs(clock);
  const { deleteNodes, ...foldNodes } = createMemoryFoldNodes(clock);
  const { deleteNotes, ...notes } = createMemoryNotes(clock);
  return {
    ...jobs,
    ...foldNodes,
    ...createMemoryCurrents(clock),
    ...notes,
    ...createMemoryRegistry(clock),
    async deleteJob(jobId, nodes) {
      deleteNodes(nodes);
      deleteNotes(jobId);
      await jobs.deleteJob(jobId, nodes);
    },
  };
}
