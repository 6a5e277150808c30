import { usageError } from "./cli-error.ts";
import { visibleText } from "./render/visible-text.ts";

/** Whether a text is the id of a job, 32 hex digits; anything else is a name or a path. */
export function isJobId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** @throws CliError with exit code 2 for what cannot be the id of a job. */
export function checkJobId(text: string): void {
  if (!isJobId(text)) throw usageError("BAD_JOB_ID", { what: "not a job id", where: visibleText(text), advice: "it has 32 hex digits; fanfold jobs lists them" });
}
