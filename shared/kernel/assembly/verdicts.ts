// What a line is that is no record: the numbers of the core, see its `verdict.ts`. 0 is a record.

export const COMMENT: i32 = -2;
export const BLANK: i32 = -1;
export const NO_FORMAT: i32 = 1;
export const BAD_JSON: i32 = 2;
export const BAD_TIMESTAMP: i32 = 4;
export const BAD_FIELD: i32 = 5;
export const CONTINUATION: i32 = 7;
export const VERDICT_MIN: i32 = COMMENT;
export const VERDICT_MAX: i32 = CONTINUATION;
