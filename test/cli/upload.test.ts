import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobEntry, UploadAnswer } from "../../shared/contracts/api.ts";
import { jobIdOf } from "../../shared/contracts/identity.ts";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { FAKE_TOKEN, startFakeApi, type FakeApi } from "./fake-api.ts";
import { jobEntry } from "./fixtures/documents.ts";
import { createFolder, runHere } from "./run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
const CONTENT = "2026-11-21 10:15:00 INFO one\n2026-11-21 10:15:01 INFO two\n";
const log = folder.write("a.log", CONTENT);
const E_TAG = "0a0b";
const JOB = jobIdOf({ bucketName: "logs", objectKey: "web/a.log", eTag: E_TAG, objectBytes: CONTENT.length }, DEFAULT_SOURCE_SETTINGS);

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
afterAll(() => api.close());

/** Jobs that the API lists once the object is stored, and before. */
let before: JobEntry[];
let after: JobEntry[];
let stored: Map<string, string>;
beforeEach(() => {
  before = [];
  after = [jobEntry("running", { jobId: JOB })];
  stored = new Map();
  api.routes["GET /jobs"] = () => ({ body: { jobs: stored.size === 0 ? before : after } });
  api.routes["GET /sources"] = { body: { sources: [] } };
  api.routes["PUT /bucket/whole"] = (_query, body) => (stored.set("whole", body), { headers: { etag: `"${E_TAG}"` }, body: "" });
  const signed = { method: "PUT", headers: {} } as const;
  const answer: UploadAnswer = { bucketName: "logs", objectKey: "web/a.log", expiresAt: "", kind: "single", request: { ...signed, url: `${api.endpoint}/bucket/whole` } };
  api.routes["POST /uploads"] = { status: 201, body: answer };
});

const run = (...args: string[]) => runHere(["upload", ...args, "--endpoint", api.endpoint, "--token", FAKE_TOKEN]);

describe("fanfold upload", () => {
  it("sends the file as it is and prints the id of its job", async () => {
    const { code, stdout, stderr } = await run(log, "--source", "web");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stored.get("whole")).toBe(CONTENT);
    expect(stdout).toContain(`job ${JOB}\n`);
    expect(stdout).toContain(`fanfold job ${JOB} --watch`);
  });

  it("finds the job of a content that was analyzed before among the others of its key", async () => {
    const other = jobEntry("superseded", { jobId: "f".repeat(32), objectBytes: CONTENT.length });
    before = [other, jobEntry("complete", { jobId: JOB })];
    after = before;
    expect(JSON.parse((await run(log, "--source", "web", "-o", "json")).stdout)).toMatchObject({ uploads: [{ file: log, objectKey: "web/a.log", jobId: JOB }] });
  });

  it("takes the job that was not there before where its id cannot be known from here", async () => {
    before = [jobEntry("complete", { jobId: "e".repeat(32) })];
    after = [...before, jobEntry("running", { jobId: "d".repeat(32) })];
    expect((await run(log, "--source", "web")).stdout).toContain(`job ${"d".repeat(32)}`);
  });

  it("sends parts and completes them, each with its ETag", async () => {
    const part = (partNumber: number, contentLength: number) => ({
      partNumber,
      contentLength,
      method: "PUT" as const,
      headers: {},
      url: `${api.endpoint}/bucket/part${partNumber}`,
    });
    const complete = { method: "POST" as const, headers: {}, url: `${api.endpoint}/bucket/complete` };
    const partBytes = 40;
    const answer: UploadAnswer = {
      bucketName: "logs",
      objectKey: "web/a.log",
      expiresAt: "",
      kind: "parts",
      uploadId: "u",
      partBytes,
      parts: [part(1, partBytes), part(2, CONTENT.length - partBytes)],
      complete,
    };
    api.routes["POST /uploads"] = { status: 201, body: answer };
    for (const number of [1, 2]) api.routes[`PUT /bucket/part${number}`] = (_query, body) => (stored.set(`part${number}`, body), { headers: { etag: `"e${number}"` } });
    api.routes["POST /bucket/complete"] = (_query, body) => (
      stored.set("complete", body),
      { body: `<CompleteMultipartUploadResult><ETag>&quot;${E_TAG}&quot;</ETag></CompleteMultipartUploadResult>` }
    );
    expect((await run(log, "--source", "web")).stdout).toContain(`job ${JOB}`);
    expect([stored.get("part1"), stored.get("part2")]).toEqual([CONTENT.slice(0, partBytes), CONTENT.slice(partBytes)]);
    expect(stored.get("complete")).toContain('<Part><PartNumber>1</PartNumber><ETag>"e1"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>"e2"</ETag></Part>');
  });

  it("sends again what broke off, and says what the bucket refuses", async () => {
    let attempts = 0;
    api.routes["PUT /bucket/whole"] = (_query, body) => {
      attempts += 1;
      if (attempts < 3) return { status: 500, body: "<Error><Code>InternalError</Code></Error>" };
      stored.set("whole", body);
      return { headers: { etag: E_TAG }, body: "" };
    };
    expect((await run(log, "--source", "web")).code).toBe(0);
    api.routes["PUT /bucket/whole"] = { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
    const { code, stderr } = await run(log, "--source", "web");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fanfold: the bucket refused the upload: 127\.0\.0\.1:\d+ \(AccessDenied\); the request may have expired; try again\n$/);
  });

  it("looks at every file before it sends the first, and refuses names that would collide", async () => {
    const other = createFolder();
    expect(await run(log, "nowhere.log")).toMatchObject({ code: 2, stderr: "fanfold: no such file: nowhere.log; check the path\n" });
    expect(await run(log, other.write("a.log", "x"))).toMatchObject({ code: 2, stderr: expect.stringContaining("two files have the same name: a.log") as string });
    expect(stored.size).toBe(0);
    other.remove();
  });
});
