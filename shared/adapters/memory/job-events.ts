import type { JobEnded } from "../../contracts/job-ended.ts";
import type { JobEvents } from "../../ports/job-events.ts";

/** Events within one process. */
export interface MemoryJobEvents extends JobEvents {
  /** Everything that was published, in order. */
  readonly published: readonly JobEnded[];
  /** Call `listener` with every event from now on; the answer ends that. */
  subscribe(listener: (event: JobEnded) => void): () => void;
}

/** Nobody has published anything yet. */
export function createMemoryJobEvents(): MemoryJobEvents {
  const published: JobEnded[] = [];
  const listeners = new Set<(event: JobEnded) => void>();
  return {
    published,
    async publish(event) {
      published.push(event);
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
