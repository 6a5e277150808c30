import type { RejectReason } from "../../shared/core/parse/verdict.ts";

/** Why a line was rejected, as a sentence for the person who wrote the log. */
export const REASON_SENTENCES: Readonly<Record<RejectReason, string>> = {
  "no-format": "its first bytes are of no format that is known (or not of the one that is pinned)",
  "bad-json": "it begins like JSON but is no valid JSON object",
  "no-timestamp": "it has none of the known time fields, or says that its time is unknown; an alias can name a field of yours",
  "bad-timestamp": "its time cannot be read, does not exist, or is outside 1990 to 2100",
  "bad-field": "its time is fine, but a status, byte count, duration or quote is not",
  "too-long": "it is longer than 1 MiB",
  continuation: "it continues the line before, as stack traces do",
};
