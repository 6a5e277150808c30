import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mergePartials } from "../../shared/core/aggregate/merge-partials.test-support.ts";
import { DEFAULT_PARSE_SETTINGS, type ParseSettings } from "../../shared/core/parse/settings.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import type { OracleDocument } from "../oracle/document.ts";
import type { OracleFields } from "../oracle/verdict.ts";
import { documentOf, parseRanges } from "../properties/parse-ranges.ts";
import { judgeWithProduct, REFERENCE_TIME_MS } from "./judge-both.ts";

/** Other projects' own test lines; the folder's README says where they are from. */
const FOLDER = join(process.env["FANFOLD_TEST_DATA"] ?? "../shared/data", "vectors");
const isPresent = existsSync(FOLDER);
if (!isPresent) console.warn(`skipped: the vectors of other projects, because there is no folder ${FOLDER}; FANFOLD_TEST_DATA may name the one above it.`);

/** A line, whether its project accepts it, and what that reads from it, in that project's names and units. */
interface Vector {
  id: string;
  format: string;
  bytes: Uint8Array;
  isAccepted: boolean;
  expect: Record<string, unknown>;
}

function readVectors(name: string): Vector[] {
  const lines = readFileSync(join(FOLDER, name), "utf8").trimEnd().split("\n");
  return lines.map((text) => {
    const {
      line,
      line_b64,
      bytes_b64,
      ok,
      must,
      expect: expected = {},
      ...vector
    } = JSON.parse(text) as Record<string, string> & { ok?: boolean; expect?: Record<string, unknown> };
    const bytes = line === undefined ? Buffer.from(line_b64 ?? bytes_b64 ?? "", "base64") : Buffer.from(line, "utf8");
    return { id: vector["id"] ?? "", format: vector["format"] ?? "", bytes, isAccepted: ok ?? must === "accept", expect: expected };
  });
}

const SEVERITIES = "EMERG ALERT CRIT ERROR WARN NOTICE INFO DEBUG".split(" ");
const AT = "2026-11-21T09:15:00Z";
type Expectation = Partial<OracleFields>;

const textOf = ({ bytes }: Vector): string => Buffer.from(bytes).toString("utf8");
const judge = (text: string, settings: Partial<ParseSettings> = {}): string | Expectation => judgeWithProduct(Buffer.from(text, "utf8"), settings);
const microsOf = (seconds: unknown): number => Math.round(Number(seconds) * 1e6);

/** Epoch ms of the forms of times that the vectors have. */
function timeOf(text: string): number {
  const clf = /^(\d\d)\/(\w{3})\/(\d{4}):(.*)$/.exec(text);
  if (clf !== null) return Date.parse(`${clf[1]} ${clf[2]} ${clf[3]} ${clf[4]}`);
  const apache = /^\w{3} (\w{3} \d\d) (\d\d:\d\d:\d\d)(\.\d+)? (\d{4})$/.exec(text);
  if (apache !== null) return Date.parse(`${apache[1]} ${apache[4]} ${apache[2]} UTC`) + Math.floor(Number(apache[3] ?? 0) * 1000);
  if (/^\w{3} +\d+ [\d:]+$/.test(text)) {
    const thisYear = Date.parse(`${text.replace(/^(\w{3} +\d+)/, "$1 2026")} UTC`);
    return thisYear <= REFERENCE_TIME_MS + 86_400_000 ? thisYear : Date.parse(`${text.replace(/^(\w{3} +\d+)/, "$1 2025")} UTC`);
  }
  return Date.parse(text.includes("T") ? text : `${text.replace(" ", "T")}Z`);
}

/** What a vector asserts, in our names and units; what it says nothing of is left out, and null means absent. */
function mapExpectation(expected: Record<string, unknown>): Record<string, unknown> {
  const mapped: Record<string, unknown> = {};
  if (typeof expected["timestamp"] === "string") mapped["timestampMs"] = timeOf(expected["timestamp"]);
  for (const name of ["status", "bytes", "method"]) if (name in expected) mapped[name] = expected[name];
  if ("path" in expected) mapped["route"] = expected["path"];
  if ("hostname" in expected) mapped["host"] = expected["hostname"];
  if ("appname" in expected) mapped["service"] = expected["appname"];
  if (typeof expected["level"] === "string") mapped["level"] = expected["level"].toUpperCase();
  if ("priority" in expected) mapped["level"] = SEVERITIES[Number(expected["priority"]) % 8];
  if ("total_time_ms" in expected) mapped["durationUs"] = Number(expected["total_time_ms"]) * 1000;
  if ("time_taken_s" in expected) mapped["durationUs"] = microsOf(expected["time_taken_s"]);
  const parts = ["request_processing_s", "backend_processing_s", "response_processing_s"].map((name) => expected[name]);
  if (parts[0] !== undefined) mapped["durationUs"] = parts.includes(null) ? null : parts.map(microsOf).reduce((sum, part) => sum + part, 0);
  return mapped;
}

function expectRecord(id: string, verdict: string | Expectation, expected: Record<string, unknown>): void {
  expect(verdict, id).toBeTypeOf("object");
  for (const [name, value] of Object.entries(expected)) expect((verdict as Record<string, unknown>)[name] ?? null, `${id}: ${name}`).toEqual(value);
}

describe.skipIf(!isPresent)("other projects' test lines", () => {
  it("of access and error logs are records with the fields that logstash reads", () => {
    const vectors = readVectors("logstash.jsonl");
    for (const vector of vectors) expectRecord(vector.id, judge(textOf(vector)), mapExpectation(vector.expect));
    expect(vectors.length).toBeGreaterThan(15);
    expect(vectors.filter(({ expect: expected }) => Object.keys(mapExpectation(expected)).length > 1).length).toBeGreaterThan(10);
  });

  it("of RFC 3164 are records with the fields that go-syslog reads", () => {
    const vectors = readVectors("go_syslog_rfc3164.jsonl");
    for (const vector of vectors) expectRecord(vector.id, judge(textOf(vector)), mapExpectation(vector.expect));
    expect(vectors).toHaveLength(8);
  });

  it("of RFC 5424 are records with the fields that go-syslog reads, when they have a time", () => {
    const vectors = readVectors("go_syslog_rfc5424.jsonl").filter(({ isAccepted }) => isAccepted);
    let withoutTime = 0;
    for (const vector of vectors) {
      const [line = ""] = textOf(vector).split("\n");
      const timed = line.replace(/^(<\d+>\d+ )- /, `$1${AT} `);
      if (timed !== line) {
        withoutTime++;
        expect(judge(line), vector.id).toBe("rejected: no-timestamp");
      }
      const expected = timed === line ? vector.expect : { ...vector.expect, timestamp: AT };
      expectRecord(vector.id, judge(timed), mapExpectation(expected));
    }
    expect(vectors).toHaveLength(57);
    expect(withoutTime).toBeGreaterThan(20);
  });

  it("of logfmt are records with the pairs that go-logfmt and node-logfmt read, behind a time, or are refused", () => {
    const vectors = readVectors("logfmt.jsonl");
    let pairCount = 0;
    for (const vector of vectors) {
      const line = `ts=${AT} ${textOf(vector)}`;
      if (!vector.isAccepted) {
        expect(judge(line), vector.id).toBe("rejected: bad-field");
        continue;
      }
      expectRecord(vector.id, judge(line), { timestampMs: Date.parse(AT) });
      // Of duplicate keys the last counts; a key alone and one without a value are absent.
      const { pairs, map } = vector.expect as { pairs?: [string, string | null][]; map?: Record<string, unknown> };
      for (const [key, value] of Object.entries(Object.fromEntries(pairs ?? []) as Record<string, unknown>)) {
        pairCount++;
        expectRecord(`${vector.id} ${key}`, judge(line, { jsonAliases: { service: [key] } }), { service: value });
      }
      for (const [key, value] of Object.entries(map ?? {})) {
        pairCount++;
        const isAlone = value === true && !line.includes(`${key}=true`);
        expectRecord(`${vector.id} ${key}`, judge(line, { jsonAliases: { service: [key] } }), { service: isAlone ? null : String(value) });
      }
    }
    expect(vectors).toHaveLength(31);
    expect(pairCount).toBeGreaterThan(25);
  });

  it("never swallow their neighbours, accepted or refused", () => {
    const files = ["logstash.jsonl", "go_syslog_rfc3164.jsonl", "go_syslog_rfc5424.jsonl", "logfmt.jsonl", "jsontestsuite.jsonl"];
    const neighbour = (status: number): Buffer => Buffer.from(`192.0.2.1 - - [21/Nov/2026:09:15:00 +0000] "GET / HTTP/1.1" ${status} 5`);
    const constants = { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: REFERENCE_TIME_MS };
    const parsers = [createReferenceRangeParser(), createKernelRangeParser()];
    for (const file of files) {
      const vectors = readVectors(file);
      expect(vectors.length, file).toBeGreaterThan(0);
      for (const { id, bytes } of vectors) {
        const content = Buffer.concat([neighbour(298), Buffer.from("\n"), bytes, Buffer.from("\n"), neighbour(299), Buffer.from("\n")]);
        for (const parser of parsers) {
          const { summary } = documentOf(mergePartials(parseRanges(content, content.length, constants, content.length, parser))) as OracleDocument;
          expect(summary.status, id).toMatchObject({ "298": 1, "299": 1 });
          expect(summary.lines, id).toBe(content.filter((byte) => byte === 0x0a).length);
          expect(summary.records + summary.rejected + summary.blankLines + summary.commentLines, id).toBe(summary.lines);
        }
      }
    }
  });
});
