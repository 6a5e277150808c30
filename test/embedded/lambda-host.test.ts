import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { openFunctionLog } from "../../localstack/embedded/lambda/function-log.ts";
import { listSegments, SEGMENT_BYTES_MAX, SEGMENTS_MAX } from "../../localstack/embedded/logs/log-segments.ts";
import { openLogWriter } from "../../localstack/embedded/logs/log-writer.ts";
import { shieldObserver } from "../../localstack/embedded/observe/shield-observer.ts";
import { createSlots } from "../../localstack/embedded/lambda/slots.ts";
import { until } from "./fixture.ts";

const MIB = 1024 * 1024;
const never = new AbortController().signal;

describe("createSlots", () => {
  it("gives places in the order in which they were asked for, and each back once", async () => {
    const slots = createSlots(1);
    const leaveFirst = await slots.acquire(never);
    const order: string[] = [];
    const second = slots.acquire(never).then((leave) => (order.push("second"), leave));
    const third = slots.acquire(never).then((leave) => (order.push("third"), leave));
    leaveFirst?.();
    leaveFirst?.();
    const leaveSecond = await second;
    expect([order, slots.taken()]).toEqual([["second"], 1]);
    leaveSecond?.();
    (await third)?.();
    expect([order, slots.taken()]).toEqual([["second", "third"], 0]);
  });

  it("forgets who has stopped waiting", async () => {
    const slots = createSlots(1);
    const leave = await slots.acquire(never);
    const impatience = new AbortController();
    const abandoned = slots.acquire(impatience.signal);
    const patient = slots.acquire(never);
    impatience.abort();
    expect(await abandoned).toBeUndefined();
    leave?.();
    expect(await patient).toBeDefined();
  });
});

describe("openFunctionLog", () => {
  const folder = mkdtempSync(join(tmpdir(), "embedded-log-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const readLines = (name: string): string[] =>
    listSegments(folder, name)
      .flatMap(({ path }) => readFileSync(path, "utf8").split("\n"))
      .filter((line) => line !== "");

  it("makes every line a JSON object: what is one stays as it is and is heard of, another text becomes its message", async () => {
    const heard: unknown[] = [];
    const log = openFunctionLog(
      folder,
      "fn",
      (fields) => heard.push(fields),
      () => 0,
    );
    const output = new PassThrough();
    log.follow(output, "INFO");
    const errors = new PassThrough();
    log.follow(errors, "ERROR");
    output.write('{"message":"one","jobId":"a"}\r\nplain');
    errors.end("boom\n\n  at x\n");
    output.end(" text\n[1]\n{broken");
    await until("all is written", () => readLines("fn").length === 6);
    log.close();
    const at = "1970-01-01T00:00:00.000Z";
    expect(readLines("fn").map((line) => JSON.parse(line) as unknown)).toEqual([
      { message: "one", jobId: "a" },
      { timestamp: at, level: "ERROR", message: "boom" },
      { timestamp: at, level: "ERROR", message: "  at x" },
      { timestamp: at, level: "INFO", message: "plain text" },
      { timestamp: at, level: "INFO", message: "[1]" },
      { timestamp: at, level: "INFO", message: "{broken" },
    ]);
    expect(heard).toEqual([{ message: "one", jobId: "a" }]);
  });

  it("cuts a line that never ends, and never holds more than its segments, however much a function prints", async () => {
    const log = openFunctionLog(folder, "loud");
    const output = new PassThrough();
    log.follow(output, "INFO");
    for (let index = 0; index < 25; index += 1) output.write(Buffer.alloc(MIB, 97));
    output.end("the end\n");
    await until("all is written", () => readLines("loud").at(-1)?.includes("the end"));
    log.close();
    const segments = listSegments(folder, "loud");
    expect(segments).toHaveLength(SEGMENTS_MAX);
    for (const { path } of segments) expect(statSync(path).size).toBeLessThanOrEqual(SEGMENT_BYTES_MAX);
    for (const line of readLines("loud")) expect(JSON.parse(line)).toHaveProperty("message");
  });
});

describe("shieldObserver", () => {
  it("lets no observer break what it watches", () => {
    const failing = (): never => {
      throw new Error("no");
    };
    const logged: string[] = [];
    const shielded = shieldObserver({ invocationFinished: failing, requestAnswered: failing, lineLogged: failing }, (message) => logged.push(message));
    shielded.invocationFinished({ functionName: "fn", outcome: "success", durationMs: 1, rssBytes: 1, messages: [] });
    shielded.requestAnswered({ method: "GET", path: "/", status: 200, durationMs: 1 });
    shielded.lineLogged({});
    expect(logged).toHaveLength(3);
  });
});

describe("openLogWriter", () => {
  const folder = mkdtempSync(join(tmpdir(), "embedded-log-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("goes on behind an earlier run, also behind a line that it did not finish, and lets only its owner read", () => {
    const first = openLogWriter(folder, "fn");
    first.write("one");
    first.close();
    const [segment] = listSegments(folder, "fn");
    appendFileSync(segment!.path, "torn");
    const second = openLogWriter(folder, "fn");
    second.write("two");
    second.write("three");
    second.close();
    expect(readFileSync(segment!.path, "utf8")).toBe("one\ntorn\ntwo\nthree\n");
    expect(statSync(segment!.path).mode & 0o777).toBe(0o600);
  });

  it("takes a name that begins as another's for another log", () => {
    for (const name of ["worker", "worker.x", "stream-worker"]) {
      const writer = openLogWriter(folder, name);
      writer.write(name);
      writer.close();
    }
    expect(listSegments(folder, "worker").map(({ name, number }) => [name, number])).toEqual([["worker", 1]]);
  });
});
