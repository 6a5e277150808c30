import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobAnswer, LinesAnswer, SourceEntry } from "../../shared/contracts/api.ts";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { FAKE_TOKEN, problem, startFakeApi, type FakeApi } from "./fake-api.ts";
import { JOB_ID, jobEntry, jobPage, jobPart } from "./fixtures/documents.ts";
import { runCli, runHere } from "./run-cli.ts";

let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
});
afterAll(() => api.close());
beforeEach(() => {
  for (const name of Object.keys(api.routes)) delete api.routes[name];
  api.asked.length = 0;
});

const run = (...args: string[]) => runHere([...args, "--endpoint", api.endpoint, "--token", FAKE_TOKEN]);
const METRICS = `GET /jobs/${JOB_ID}/metrics`;

describe("fanfold jobs", () => {
  it("lists jobs page after page up to the limit", async () => {
    api.routes["GET /jobs"] = (query) => ({
      body: query.has("cursor") ? { jobs: [jobEntry("failed", { objectKey: "bell\u0007" })] } : { jobs: [jobEntry("complete")], next: "more" },
    });
    const { code, stdout } = await run("jobs", "--limit", "2");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`${JOB_ID} +11-21 10:20 +complete +4\\.00 kB +web/a\\.log`));
    expect(stdout).toContain("bell\\x07");
    expect(api.asked).toEqual(["GET /jobs?limit=2", "GET /jobs?limit=1&cursor=more"]);
  });
  it("says how to make the first one", async () => {
    api.routes["GET /jobs"] = { body: { jobs: [] } };
    expect((await run("jobs")).stdout).toContain("fanfold upload");
  });
});

const answer = (state: Parameters<typeof jobPart>[0], done = 4): JobAnswer => ({ job: jobPart(state, done), summary: done === 4 ? jobPage(state, []).summary : null });

describe("fanfold job", () => {
  it.each([
    ["complete", 0],
    ["complete-with-gaps", 3],
    ["failed", 1],
    ["superseded", 1],
    ["running", 0],
  ] as const)("ends with the code of its state, %s: %i", async (state, code) => {
    api.routes[`GET /jobs/${JOB_ID}`] = { body: answer(state) };
    const result = await run("job", JOB_ID);
    expect(result.code).toBe(code);
    expect(result.stdout).toContain(state);
  });
  it.each(["complete", "complete-with-gaps"] as const)("ends with 1 when nothing was understood, %s", async (state) => {
    const { summary } = jobPage(state, []);
    const nothing = summary === null ? null : { ...summary, records: 0, rejected: 7 };
    api.routes[`GET /jobs/${JOB_ID}`] = { body: { job: jobPart(state, 4), summary: nothing } };
    expect((await run("job", JOB_ID)).code).toBe(1);
  });
  it("says why a job failed and which bytes are missing", async () => {
    const gap = { startByte: 1000, endByte: 2000, reason: "worker-killed", attempts: 5 };
    api.routes[`GET /jobs/${JOB_ID}`] = { body: { job: jobPart("complete-with-gaps", 3, { gaps: [gap] }), summary: null } };
    expect((await run("job", JOB_ID)).stdout).toContain("gap: bytes from 1,000 to 2,000 (1.00 kB) are not in the result: worker-killed, after 5 attempts");
    api.routes[`GET /jobs/${JOB_ID}`] = { body: { job: jobPart("failed", 0, { failure: "FOLD_FAILED", failureMessage: "too often" }), summary: null } };
    expect((await run("job", JOB_ID)).stdout).toContain("the job failed: too often (FOLD_FAILED)");
  });
  it("follows a job until it has ended, then prints its result", async () => {
    const states = [answer("queued", 0), answer("running", 2), answer("complete-with-gaps")];
    api.routes[`GET /jobs/${JOB_ID}`] = () => ({ body: states.shift() });
    api.routes[METRICS] = { body: jobPage("complete-with-gaps", ["2026-11-21T10:15:00Z"]) };
    const { code, stdout, stderr } = await run("job", JOB_ID, "--watch");
    expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
    expect(stdout).toContain("Windows of 1 min");
    expect(states).toEqual([]);
  });
});

describe("fanfold metrics", () => {
  it("takes the smallest step that fits the screen for the table", async () => {
    const minutes = Array.from({ length: 120 }, (_, minute) => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString().replace(".000Z", "Z"));
    api.routes[METRICS] = (query) => ({
      body:
        query.get("step") === null
          ? jobPage("complete", minutes)
          : jobPage(
              "complete",
              minutes.filter((_, minute) => minute % 5 === 0),
              Number(query.get("step")),
            ),
    });
    const { stdout } = await run("metrics", JOB_ID);
    expect(api.asked).toEqual([METRICS, `${METRICS}?step=300`]);
    expect(stdout).toContain("Windows of 5 min");
  });
  it("prints all pages as one document, with all digits of its sums", async () => {
    api.routes[METRICS] = (query) => {
      if (query.get("cursor") === "two") return { body: { ...jobPage("complete", ["2026-11-21T10:16:00Z"]), next: "three" } };
      if (query.get("cursor") === "three") return { body: jobPage("complete", ["2026-11-21T10:17:00Z"]) };
      return { body: JSON.stringify({ ...jobPage("complete", ["2026-11-21T10:15:00Z"]), next: "two" }).replace('"bytes":600', '"bytes":9007199254740993') };
    };
    const { code, stdout } = await run("metrics", JOB_ID, "--output", "json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      step: 60,
      windows: [{ windowStart: "2026-11-21T10:15:00Z" }, { windowStart: "2026-11-21T10:16:00Z" }, { windowStart: "2026-11-21T10:17:00Z" }],
    });
    expect(JSON.parse(stdout)).not.toHaveProperty("next");
    expect(stdout).toContain('"bytes":9007199254740993');
    expect(api.asked).toEqual([`${METRICS}?step=60`, `${METRICS}?cursor=two`, `${METRICS}?cursor=three`]);
  });
  it("prints a source's windows as CSV in the time that was asked for", async () => {
    const answer = { source: "web", from: "2026-11-21T00:00:00.000Z", to: "2026-11-22T00:00:00.000Z", step: 3600, windows: jobPage("complete", ["2026-11-21T10:00:00Z"]).windows };
    api.routes["GET /sources/web/metrics"] = { body: answer };
    const { stdout } = await run("metrics", "web", "--from", "2026-11-21", "--to", "2026-11-22 00:00", "--step", "1h", "-o", "csv");
    expect(stdout.split("\n")[1]).toMatch(/^2026-11-21T10:00:00Z,final,3,3,1,/);
    expect(api.asked).toEqual(["GET /sources/web/metrics?step=3600&from=2026-11-21T00%3A00%3A00Z&to=2026-11-22T00%3A00%3A00Z"]);
  });
});

describe("fanfold lines", () => {
  it("shows the log's own words without letting them act", async () => {
    const body: LinesAnswer = {
      job: jobPart("complete"),
      kind: "rejected",
      lines: [
        { byteOffset: 120, byteLength: 8, reason: "bad-json", text: "{\u001b[31m" },
        { byteOffset: 9, byteLength: 1, reason: "too-long", text: null, unavailable: "object-deleted" },
      ],
    };
    api.routes[`GET /jobs/${JOB_ID}/lines`] = { body };
    const { stdout } = await run("lines", JOB_ID, "--kind", "rejected");
    expect(stdout).toContain("byte 120, 8 bytes  bad-json: it begins like JSON but is no valid JSON object\n{\\x1b[31m\n");
    expect(stdout).toContain("(the object has been deleted)");
    expect(api.asked).toEqual([`GET /jobs/${JOB_ID}/lines?kind=rejected`]);
  });
  it("refuses a reason for lines that have none", async () => {
    expect(await run("lines", JOB_ID, "--reason", "bad-json")).toMatchObject({
      code: 2,
      stderr: "fanfold: bad value: --reason bad-json; only rejected lines have a reason: add --kind rejected\n",
    });
  });
});

describe("fanfold redrive", () => {
  const REDRIVE = `POST /jobs/${JOB_ID}/redrive`;
  it("says what happens and how to follow it", async () => {
    api.routes[REDRIVE] = { status: 202, body: { outcome: "started", job: jobEntry("running", { generation: 1 }) } };
    expect(await run("redrive", JOB_ID)).toEqual({ code: 0, stderr: "", stdout: `what is missing is being read again, redrive 1\nfollow it: fanfold job ${JOB_ID} --watch\n` });
  });
  it.each([
    ["NOT_REDRIVABLE", "the job is complete: nothing is missing", "not possible now: the job is complete: nothing is missing"],
    ["REDRIVE_EXPIRED", "the partials were kept until yesterday", "too late: the partials were kept until yesterday; upload the log again to have it analyzed anew"],
  ] as const)("says why not: %s", async (code, detail, line) => {
    api.routes[REDRIVE] = problem(code, detail);
    expect(await run("redrive", JOB_ID)).toEqual({ code: 1, stdout: "", stderr: `fanfold: ${line}\n` });
  });
});

describe("fanfold source", () => {
  const entry: SourceEntry = {
    source: "web",
    prefixes: ["old/"],
    settings: { ...DEFAULT_SOURCE_SETTINGS, timeZone: "+01:00", jsonAliases: { route: ["r"], level: ["l"], host: ["h"] } },
  };
  it("changes what is named and leaves the rest", async () => {
    let put: unknown;
    api.routes["GET /sources"] = { body: { sources: [entry] } };
    api.routes["PUT /sources/web"] = (_query, body) => {
      put = JSON.parse(body);
      return { body: { ...entry, ...(put as object) } };
    };
    const { code, stdout } = await run("source", "set", "web", "--format", "json", "--alias", "route=a=b", "--alias", "duration=d", "--alias", "level=", "--range-bytes", "8MiB");
    expect(code).toBe(0);
    expect(put).toEqual({
      prefixes: ["old/"],
      settings: { ...DEFAULT_SOURCE_SETTINGS, format: "json", timeZone: "+01:00", jsonAliases: { route: ["a=b"], host: ["h"], duration: ["d"] }, rangeBytes: 8_388_608 },
    });
    expect(stdout).toMatch(/aliases +host = h; route = a=b; duration = d/);
  });
  it("sets a pattern, and takes it and the size of ranges away", async () => {
    const puts: unknown[] = [];
    api.routes["GET /sources"] = { body: { sources: [{ ...entry, settings: { ...entry.settings, rangeBytes: 5 } }] } };
    api.routes["PUT /sources/web"] = (_query, body) => {
      const { pattern, rangeBytes } = (JSON.parse(body) as SourceEntry).settings;
      puts.push([pattern, rangeBytes]);
      return { body: { ...entry, ...(JSON.parse(body) as object) } };
    };
    const set = await run("source", "set", "web", "--format", "pattern", "--pattern", "{time} {level}: {*}");
    expect(set.stdout).toMatch(/pattern +\{time\} \{level\}: \{\*\}/);
    expect((await run("source", "set", "web", "--pattern", "none", "--range-bytes", "auto")).stdout).not.toContain("pattern");
    expect(puts).toEqual([
      ["{time} {level}: {*}", 5],
      [null, null],
    ]);
    expect(await run("source", "set", "web", "--pattern", "{level}")).toMatchObject({ code: 2, stderr: expect.stringContaining("it has no {time}") as string });
  });
  it("refuses to set nothing", async () => {
    expect(await run("source", "set", "web")).toMatchObject({ code: 2, stderr: expect.stringContaining("nothing to set: web") as string });
  });
});

describe("answers that are no success", () => {
  it("has a sentence of its own for a bad token", async () => {
    const { code, stderr } = await runCli(["jobs"], { env: { FANFOLD_ENDPOINT: api.endpoint, FANFOLD_TOKEN: "wrong" } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "fanfold: the token is not accepted: nobody knows this token; give the token that fanfold start printed, with --token or FANFOLD_TOKEN\n",
    });
  });
  it.each([
    [
      problem("JOB_NOT_FOUND", "no job has this id, or it has expired"),
      "not found: no job has this id, or it has expired; fanfold jobs and fanfold source list show what there is",
    ],
    [problem("FORBIDDEN", "this needs the role admin"), "not allowed: this needs the role admin; this token's role does not allow it: ask for one with the role ingest or admin"],
    [{ body: "<html>" }, "the answer is no JSON: ENDPOINT; is this the address of a results API? fanfold start prints it"],
  ])("says %j in one line", async (answer, line) => {
    api.routes[`GET /jobs/${JOB_ID}`] = answer;
    expect(await run("job", JOB_ID)).toEqual({ code: 1, stdout: "", stderr: `fanfold: ${line.replace("ENDPOINT", api.endpoint)}\n` });
  });
  it("asks again where the API is only busy", async () => {
    const answers = [problem("UNAVAILABLE", "busy"), { body: { jobs: [] } }];
    api.routes["GET /jobs"] = () => answers.shift() ?? {};
    expect((await run("jobs")).code).toBe(0);
    expect(api.asked).toHaveLength(2);
  });
  it("says that nobody answers at the endpoint", async () => {
    const gone = await startFakeApi();
    await gone.close();
    const { code, stderr } = await runHere(["jobs", "--endpoint", gone.endpoint, "--token", "x"]);
    expect(code).toBe(1);
    expect(stderr).toBe(`fanfold: cannot reach the results API: ${gone.endpoint} (ECONNREFUSED); is it running? fanfold start starts one here; otherwise check --endpoint\n`);
  });
});
