import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytesOf, createJudge } from "./testing/judge-line.ts";

/** Texts of JSONTestSuite; the folder's README says where they are from. */
const SUITE = join(process.env["FANFOLD_TEST_DATA"] ?? "../shared/data", "vectors/jsontestsuite.jsonl");
const isPresent = existsSync(SUITE);
if (!isPresent) console.warn(`skipped: JSONTestSuite, because there is no ${SUITE}; FANFOLD_TEST_DATA may name the folder it is in.`);

interface SuiteCase {
  id: string;
  bytes_b64: string;
  must: "accept" | "reject" | "either";
  has_newline: boolean;
}

function readCases(): SuiteCase[] {
  const lines = readFileSync(SUITE, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as SuiteCase);
}

/** The text as the value of a member; what the suite wants refused is refused there too, unless it is empty. */
function lineOf(text: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytesOf('{"ts":1706091332,"a":'), ...text, ...bytesOf("}"));
}

describe.skipIf(!isPresent)("createJsonParser on JSONTestSuite", () => {
  it("accepts and refuses as the suite says", () => {
    const judge = createJudge();
    const counts = { accept: 0, reject: 0, either: 0 };
    for (const { id, bytes_b64, must, has_newline } of readCases()) {
      if (has_newline) continue;
      const verdict = judge(lineOf(Buffer.from(bytes_b64, "base64")));
      counts[must]++;
      if (must === "accept") expect(verdict, id).toEqual({ time: "2024-01-24T10:15:32.000Z" });
      else if (must === "reject") expect(verdict, id).toBe("bad-json");
      else expect(["bad-json", "record"], id).toContain(typeof verdict === "string" ? verdict : "record");
    }
    expect(counts.accept).toBeGreaterThan(80);
    expect(counts.reject).toBeGreaterThan(150);
    expect(counts.either).toBeGreaterThan(20);
  });

  it("accepts the suite's objects as lines", () => {
    const judge = createJudge({ format: "json" });
    let objects = 0;
    for (const { id, bytes_b64, must, has_newline } of readCases()) {
      const text = Buffer.from(bytes_b64, "base64");
      if (has_newline || text[0] !== 0x7b || must === "either") continue;
      objects++;
      expect(judge(text), id).toBe(must === "accept" ? "no-timestamp" : "bad-json");
    }
    expect(objects).toBeGreaterThan(40);
  });
});
