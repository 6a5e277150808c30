/** Reasons for rejecting a line, a closed list. The position is the number that partials store. */
export const REJECT_REASONS = ["no-format", "bad-json", "no-timestamp", "bad-timestamp", "bad-field", "too-long", "continuation"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * The verdict on one line, a small integer because it is made millions of times a second: below 0 the line is no record and not rejected,
 * 0 is a record, n > 0 is rejected for `REJECT_REASONS[n - 1]`.
 */
export const VERDICT_COMMENT = -2;
export const VERDICT_BLANK = -1;
export const VERDICT_RECORD = 0;
export const VERDICT_NO_FORMAT = 1;
export const VERDICT_BAD_JSON = 2;
export const VERDICT_NO_TIMESTAMP = 3;
export const VERDICT_BAD_TIMESTAMP = 4;
export const VERDICT_BAD_FIELD = 5;
export const VERDICT_TOO_LONG = 6;
export const VERDICT_CONTINUATION = 7;
