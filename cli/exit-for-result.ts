import type { SummaryDocument } from "../shared/contracts/document.ts";
import type { JobState } from "../shared/contracts/job.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { isNothingUnderstood } from "./render/warnings.ts";

/**
 * What a command answers that ends with a job in this state, and with what it has counted; a superseded job's content is analysed by another one.
 * A log of which no line was understood is no success: something else was meant to be analysed, or a format has to be named.
 */
export function exitForResult(state: JobState, summary: SummaryDocument | null): ExitCode {
  if (state === "failed" || state === "superseded") return EXIT.failed;
  if (state !== "complete" && state !== "complete-with-gaps") return EXIT.done;
  if (isNothingUnderstood(summary)) return EXIT.failed;
  return state === "complete" ? EXIT.done : EXIT.gaps;
}
