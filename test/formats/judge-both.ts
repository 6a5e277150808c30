import { expect } from "vitest";
import { emptyLineFields, type TextField } from "../../shared/core/parse/line-fields.ts";
import { createLineParser } from "../../shared/core/parse/line-parser.ts";
import { normalizeRoute } from "../../shared/core/parse/route.ts";
import { DEFAULT_PARSE_SETTINGS, type ParseSettings } from "../../shared/core/parse/settings.ts";
import { KEY_BYTES_MAX } from "../../shared/core/limits.ts";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { VERDICT_RECORD } from "../../shared/core/parse/verdict.ts";
import { verdictName } from "../../shared/core/parse/testing/judge-line.ts";
import { type Expected, judgeOne } from "../oracle/judge-text.ts";
import type { OracleFields } from "../oracle/verdict.ts";

/** The reference time of the cases. */
export const REFERENCE_TIME_MS = Date.UTC(2026, 10, 21, 12);

/** What a case says of a record: its time as ISO text, and the fields that are not absent. */
export type CaseRecord = { at: string } & Partial<Omit<OracleFields, "timestampMs">>;
/** A line, and the record or the reason for rejection that is expected of it. */
export type Case = readonly [line: string | Uint8Array, expected: CaseRecord | string];

function toExpected(expected: CaseRecord | string): Expected {
  if (typeof expected === "string") return expected;
  const { at, ...fields } = expected;
  return { timestampMs: Date.parse(at), ...fields };
}

/** What the product's reference parser says of a line, in the form of the oracle's cases. */
export function judgeWithProduct(line: Uint8Array, settings: Partial<ParseSettings> = {}, fieldsHeader?: string): Expected {
  const columns = fieldsHeader === undefined ? undefined : findW3cColumns(Buffer.from(fieldsHeader), true);
  const constants = { settings: { ...DEFAULT_PARSE_SETTINGS, ...settings }, referenceTimeMs: REFERENCE_TIME_MS, ...(columns === undefined ? {} : { columns }) };
  const parser = createLineParser(constants);
  const fields = emptyLineFields();
  const verdict = parser.parse(line, 0, line.length, fields, true);
  if (verdict !== VERDICT_RECORD) return verdict < 0 ? verdictName(verdict) : `rejected: ${verdictName(verdict)}`;
  const route = new Uint8Array(KEY_BYTES_MAX);
  const routeLength = fields.path.start === -1 ? 0 : normalizeRoute(fields.path.bytes, fields.path.start, fields.path.end, route);
  const text = ({ bytes, start, end }: TextField): string | null => (start === -1 ? null : Buffer.from(bytes.subarray(start, end)).toString("utf8"));
  const count = (value: number): number | null => (value === -1 ? null : value);
  const all: OracleFields = {
    timestampMs: fields.timestampMs,
    level: text(fields.level),
    status: count(fields.status),
    durationUs: count(fields.durationMicros),
    bytes: count(fields.bytes),
    method: text(fields.method),
    route: routeLength === 0 ? null : Buffer.from(route.subarray(0, routeLength)).toString("utf8"),
    service: text(fields.service),
    host: text(fields.host),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Under these settings, and behind this `#Fields` line if any, expect the product's reference parser and the oracle to say the same of every line, and that it is what the case says. */
export function expectBoth(cases: readonly Case[], settings: Partial<ParseSettings> = {}, fieldsHeader?: string): void {
  expect(cases.length).toBeGreaterThan(0);
  for (const [line, expected] of cases) {
    const bytes = typeof line === "string" ? Buffer.from(line, "utf8") : line;
    const wanted = toExpected(typeof expected === "string" && !["blank", "comment"].includes(expected) ? `rejected: ${expected}` : expected);
    const name = Buffer.from(bytes).toString("utf8");
    expect(judgeWithProduct(bytes, settings, fieldsHeader), `product: ${name}`).toEqual(wanted);
    expect(judgeOne(bytes, { ...settings, referenceTimeMs: REFERENCE_TIME_MS, fieldsHeader }), `oracle: ${name}`).toEqual(wanted);
  }
}
