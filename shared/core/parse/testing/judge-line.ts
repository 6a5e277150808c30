import { emptyLineFields } from "../line-fields.ts";
import type { LineFields, TextField } from "../line-fields.ts";
import { createLineParser } from "../line-parser.ts";
import { DEFAULT_PARSE_SETTINGS } from "../settings.ts";
import type { ParseSettings } from "../settings.ts";
import { REJECT_REASONS, VERDICT_BLANK, VERDICT_COMMENT, VERDICT_RECORD } from "../verdict.ts";

/** A record as a case writes it: what is absent is left out, the time is ISO. */
export interface PlainRecord {
  time: string;
  status?: number;
  micros?: number;
  bytes?: number;
  level?: string;
  isError?: true;
  method?: string;
  path?: string;
  service?: string;
  host?: string;
}

/** A record, a reason for rejection, `blank` or `comment`. */
export type PlainVerdict = PlainRecord | string;

/** Text as its UTF-8 bytes. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What the fields of a record say. */
export function plainRecord(fields: LineFields): PlainRecord {
  const decoder = new TextDecoder();
  const record: PlainRecord = { time: new Date(fields.timestampMs).toISOString() };
  if (fields.status !== -1) record.status = fields.status;
  if (fields.durationMicros !== -1) record.micros = fields.durationMicros;
  if (fields.bytes !== -1) record.bytes = fields.bytes;
  if (fields.isErrorLevel) record.isError = true;
  const setText = (name: "level" | "method" | "path" | "service" | "host", { bytes, start, end }: TextField): void => {
    if (start !== -1) record[name] = decoder.decode(bytes.subarray(start, end));
  };
  for (const name of ["level", "method", "path", "service", "host"] as const) setText(name, fields[name]);
  return record;
}

/** The name of a verdict. */
export function verdictName(verdict: number): string {
  if (verdict === VERDICT_BLANK) return "blank";
  return verdict === VERDICT_COMMENT ? "comment" : (REJECT_REASONS[verdict - 1] ?? "record");
}

/** A function that judges single lines under some settings. The line stands between other bytes, so that reading past its ends shows. */
export function createJudge(settings: Partial<ParseSettings> = {}, isFirstLine = false): (line: string | Uint8Array) => PlainVerdict {
  const parser = createLineParser({ settings: { ...DEFAULT_PARSE_SETTINGS, ...settings }, referenceTimeMs: 0 });
  const fields = emptyLineFields();
  return (line) => {
    const lineBytes = typeof line === "string" ? bytesOf(line) : line;
    const before = bytesOf('{"a":"x" ');
    const around = Uint8Array.of(...before, ...lineBytes, ...bytesOf('  12.5 "}]/ 200'));
    const verdict = parser.parse(around, before.length, before.length + lineBytes.length, fields, isFirstLine);
    return verdict === VERDICT_RECORD ? plainRecord(fields) : verdictName(verdict);
  };
}
