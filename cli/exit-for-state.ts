import type { JobState } from "../shared/contracts/job.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** What a command answers that ends with a job in this state; a superseded job's content is analysed by another one. */
export function exitForState(state: JobState): ExitCode {
  if (state === "complete-with-gaps") return EXIT.gaps;
  return state === "failed" || state === "superseded" ? EXIT.failed : EXIT.done;
}
