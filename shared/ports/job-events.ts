import type { JobEnded } from "../contracts/job-ended.ts";

/** Tells whoever wants to know that jobs have ended: at least once, in any order. */
export interface JobEvents {
  /** @throws TransientError when it is not sure that the event was taken. */
  publish(event: JobEnded): Promise<void>;
}
