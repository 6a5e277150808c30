import type { FormatParser } from "./format-parser.ts";
import { emptyLineFields, resetLineFields } from "./line-fields.ts";
import type { LineFields, TextField } from "./line-fields.ts";
import { VERDICT_RECORD } from "./verdict.ts";

/** What the message in hand says; nothing of it is needed when the next one is read. */
const messageFields = emptyLineFields();

/**
 * Take request and figures from the message `bytes[start, end)` of another line if that is an access line, which `parseMessage` judges; nothing else of it counts.
 * False, and nothing is set, when it is none.
 */
export function readAccessMessage(parseMessage: FormatParser, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (start === end) return false;
  resetLineFields(messageFields);
  if (parseMessage(bytes, start, end, messageFields) !== VERDICT_RECORD) return false;
  fields.status = messageFields.status;
  fields.durationMicros = messageFields.durationMicros;
  fields.bytes = messageFields.bytes;
  copyText(fields.method, messageFields.method);
  copyText(fields.path, messageFields.path);
  return true;
}

function copyText(to: TextField, { bytes, start, end }: TextField): void {
  to.bytes = bytes;
  to.start = start;
  to.end = end;
}
