import type { LineFields } from "./line-fields.ts";

/**
 * The parser of one format. It sets what it finds in `bytes[start, end)`, a line without its end, on fields that were reset,
 * and returns the verdict, VERDICT_RECORD or a reason for rejection. The fields of a rejected line mean nothing.
 */
export type FormatParser = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => number;
