import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { JobDocument } from "../../shared/contracts/document.ts";
import { runHere } from "../cli/run-cli.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "fanfold-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ACTED_ON = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/** Lines that hold the text wherever a log may hold one. */
const linesOf = (text: string): string[] => {
  const flat = text.replaceAll(/[\r\n]/g, " ");
  const entry = {
    timestamp: "2026-11-21T10:00:00Z",
    level: text,
    status: 200,
    duration: 5,
    path: `/${text}`,
    service: text,
    host: text,
    method: text,
    message: text,
    [text]: text,
  };
  return [
    JSON.stringify(entry),
    JSON.stringify({ timestamp: "2026-11-21T10:00:01Z", metadata: { [text]: text, status: 500 }, __proto__: null }),
    `{"__proto__": {"status": 503}, "timestamp": "2026-11-21T10:00:02Z", "constructor": "x", "service": "__proto__"}`,
    `10.0.0.1 - ${flat.replaceAll(" ", "_")} [21/Nov/2026:10:00:03 +0000] "GET /${flat.replaceAll('"', "%22")} HTTP/1.1" 200 12 "-" "${flat.replaceAll('"', "'")}"`,
    `2026-11-21 10:00:04 ERROR ${flat} failed in 12ms`,
    flat,
  ];
};

describe.each(HOSTILE_TEXTS)("$name in a log", ({ text }) => {
  it("is counted to the last line, and shown without acting", async () => {
    const path = join(folder, "hostile.log");
    const content = `${linesOf(text).join("\n")}\n`;
    writeFileSync(path, content);
    const json = await runHere(["analyze", path, "--output", "json"]);
    expect(json.code, json.stderr).toBe(0);
    const { summary } = JSON.parse(json.stdout) as JobDocument;
    expect(summary.lines).toBe(content.split("\n").length - 1);
    expect(summary.records + summary.rejected + summary.blankLines + summary.commentLines).toBe(summary.lines);
    for (const output of ["table", "csv"]) {
      const { code, stdout, stderr } = await runHere(["analyze", path, "--output", output]);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toMatch(ACTED_ON);
    }
    const detected = await runHere(["detect", path]);
    expect(detected.stdout + detected.stderr).not.toMatch(ACTED_ON);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe.each(HOSTILE_TEXTS)("$name on the command line", ({ text }) => {
  it("is refused in one line that acts on nothing", async () => {
    const endpoint = ["--endpoint", "http://127.0.0.1:9", "--token", "x"];
    for (const args of [
      ["analyze", join(folder, "absent", text)],
      ["job", text, ...endpoint],
      ["forget", text, ...endpoint],
      ["metrics", "shop", "--from", text, ...endpoint],
      ["backfill", text, ...endpoint],
      ["source", "set", "shop", "--time-zone", text, ...endpoint],
      ["upload", join(folder, "absent"), "--source", text, ...endpoint],
      ["token", "revoke", text, "--table", text],
      [text],
    ]) {
      const { code, stdout, stderr } = await runHere(args);
      expect([1, 2], JSON.stringify(args)).toContain(code);
      expect(stdout).toBe("");
      expect(stderr, JSON.stringify(args)).not.toMatch(ACTED_ON);
      expect(stderr.trimEnd().split("\n"), JSON.stringify(args)).toHaveLength(1);
    }
  });
});
