import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { QueueReadings, WorkersAnswer } from "../../cli/console/reports.ts";
import { createWorkerBoard } from "../../cli/console/worker-board.ts";
import { watchView } from "../../cli/watch-view.ts";
import type { FunctionReport } from "../../localstack/embedded/observe/stack-observer.ts";
import { buildTask } from "../../shared/contracts/messages.ts";
import { FAKE_TOKEN, startFakeApi, type FakeApi } from "../cli/fake-api.ts";
import { createFolder, runCli, runHere } from "../cli/run-cli.ts";

const JOB = "0123456789abcdef0123456789abcdef";
const folder = createFolder();
let api: FakeApi;
beforeAll(async () => {
  api = await startFakeApi();
  const connection = {
    endpoint: api.endpoint,
    token: FAKE_TOKEN,
    pid: process.pid,
    s3Endpoint: "",
    bucketName: "",
    regionName: "",
    accessKeyId: "",
    secretAccessKey: "",
    rangeBytes: null,
  };
  folder.write("connection.json", JSON.stringify(connection));
});
afterAll(async () => {
  await api.close();
  folder.remove();
});
const local = (...args: string[]) => runHere([...args, "--data-dir", folder.path]);

const QUEUES: QueueReadings = {
  queues: [
    { queue: "ranges", visible: 1_200, inFlight: 4, delayed: 1, oldestSeconds: 125, backSeconds: 12.4, dead: 2 },
    { queue: "folds", visible: 0, inFlight: 0, delayed: 0, oldestSeconds: null, backSeconds: null, dead: null },
  ],
};
const WORKERS: WorkersAnswer = {
  attempts: [
    {
      function: "worker",
      requestId: "r",
      pid: 7,
      jobId: JOB,
      rangeIndex: 11,
      rangeCount: 300,
      bytes: 67_108_864,
      delivery: 2,
      startedAt: "2026-11-21T10:15:00.000Z",
      runningSeconds: 3.2,
      lastSignSeconds: 0.4,
      memoryBytes: 84 * 1024 ** 2,
    },
  ],
  functions: [
    {
      function: "worker",
      active: 1,
      idle: 2,
      done: 10,
      failed: 1,
      reassignedRanges: 1,
      bytesPerSecond: 78_000_000,
      peakMemoryBytes: 90 * 1024 ** 2,
      memoryLimitBytes: 640 * 1024 ** 2,
    },
  ],
};

describe("fanfold queues", () => {
  it("shows every queue, and a dash for what nobody knows", async () => {
    api.routes["GET /local/queues"] = { body: QUEUES };
    const { code, stdout } = await local("queues");
    expect([code, stdout]).toEqual([
      0,
      "queue   visible  in flight  delayed  back in    oldest  dead\nranges    1,200          4        1     12 s  2 m 05 s     2\nfolds         0          0        0        –         –     –\n",
    ]);
    expect(JSON.parse((await local("queues", "--output", "json")).stdout)).toEqual(QUEUES);
    expect((await local("queues", "--output", "csv")).stdout.replaceAll("\r", "")).toBe(
      "queue,visible,inFlight,delayed,backSeconds,oldestSeconds,dead\nranges,1200,4,1,12.4,125,2\nfolds,0,0,0,,,\n",
    );
  });
  it("asks the results API of a stack that is named", async () => {
    api.asked.length = 0;
    api.routes["GET /queues"] = { body: { queues: [{ queue: "ranges", visible: 3, inFlight: 2, delayed: 1 }] } };
    expect((await runHere(["queues", "--endpoint", api.endpoint, "--token", FAKE_TOKEN])).stdout).toMatch(/^ranges +3 +2 +1 +– +– +–$/m);
    expect(api.asked).toEqual(["GET /queues"]);
  });
  it("goes on with --watch until Ctrl-C, one line each time for programs", async () => {
    let asked = 0;
    api.routes["GET /local/queues"] = () => {
      asked += 1;
      return { body: { queues: [{ ...QUEUES.queues[0], visible: asked }] } };
    };
    const run = runCli(["queues", "--watch", "--interval", "0.2", "--output", "json", "--data-dir", folder.path], { interruptAtOutput: /(\{.*\n){3}/ });
    const { code, stdout } = await run;
    expect(code).toBe(0);
    const seen = stdout
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as QueueReadings).queues[0]!.visible);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.map((_one, index) => index + 1));
  });
  it("refuses an interval that is none", async () => {
    expect(await local("queues", "--interval", "0")).toEqual({
      code: 2,
      stdout: "",
      stderr: "fanfold: bad value: --interval 0; it has to be a number of seconds from 0.2 to 3600\n",
    });
  });
});

describe("fanfold workers", () => {
  it("shows who works on what, and what came of it", async () => {
    api.routes["GET /local/workers"] = { body: WORKERS };
    const { code, stdout } = await local("workers");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^worker +0123456789a\S*… +12 of 300 +67\.1 MB +2 +3 s +0 s ago +84 MB$/m);
    expect(stdout).toMatch(/^worker +1 +2 +10 +1 +1 +78\.0 MB\/s +90 of 640 MB$/m);
    expect(stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  });
  it("says when nothing runs, and that it looks into the local stack only", async () => {
    api.routes["GET /local/workers"] = { body: { ...WORKERS, attempts: [] } };
    expect((await local("workers")).stdout).toContain("no attempt runs at this moment");
    const { code, stderr } = await runHere(["workers", "--endpoint", api.endpoint, "--token", FAKE_TOKEN]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("fanfold workers looks into the local stack; leave --endpoint out;") as string]);
  });
});

describe("watchView", () => {
  it("draws in place on a terminal, never more than fits, and nothing after it was stopped", async () => {
    const stop = new AbortController();
    const texts = ["a\nb\nc\nd\n", "e\n", "f\ng\n"];
    let out = "";
    await watchView(
      async () => {
        const text = texts.shift() ?? "never\n";
        if (texts.length === 0 && text === "f\ng\n") setImmediate(() => stop.abort());
        return text;
      },
      1,
      { out: (text) => void (out += text), isOutTty: true, rows: 4 },
      stop.signal,
    );
    expect(out).toBe("a\nb\nc\n\r\u001b[3A\u001b[Je\n\r\u001b[1A\u001b[Jf\ng\n");
  });
});

describe("createWorkerBoard", () => {
  const task = (rangeIndex: number): string => buildTask({ kind: "range", jobId: JOB, generation: 0, rangeIndex });
  const message = (rangeIndex: number, receiveCount: number, hasFailed = false) => ({ queueName: "ranges", body: task(rangeIndex), receiveCount, hasFailed });
  const report = (attempts: FunctionReport["attempts"] = []): FunctionReport => ({ functionName: "worker", memoryMb: 640, attempts, idleEnvironments: 0, largestRssBytes: 0 });

  it("counts what was done, what failed, whose ranges came again, and how fast ranges were read", async () => {
    let nowMs = 1_000_000;
    const board = createWorkerBoard(
      async () => ({ objectBytes: 250, rangeBytes: 100, rangeCount: 3 }),
      () => nowMs,
    );
    const finished = { functionName: "worker", durationMs: 1_000, rssBytes: 5 } as const;
    board.invocationFinished({ ...finished, outcome: "success", messages: [message(0, 1)] });
    board.invocationFinished({ ...finished, outcome: "crash", rssBytes: undefined, messages: [message(1, 1, true)] });
    board.invocationFinished({ ...finished, outcome: "success", messages: [message(1, 2, true)] });
    board.invocationFinished({ ...finished, outcome: "success", rssBytes: 9, messages: [message(2, 3)] });
    await new Promise((resolve) => setImmediate(resolve));
    const attempt = { functionName: "worker", requestId: "r", pid: 1, startedAtMs: nowMs - 2_000, lastSignMs: nowMs - 500, rssBytes: 7, messages: [message(1, 3)] };
    const { attempts, functions } = await board.describe([report([attempt])]);
    expect(functions).toEqual([
      { function: "worker", active: 1, idle: 0, done: 2, failed: 2, reassignedRanges: 3, bytesPerSecond: 75, peakMemoryBytes: 9, memoryLimitBytes: 640 * 1024 ** 2 },
    ]);
    expect(attempts).toMatchObject([{ jobId: JOB, rangeIndex: 1, rangeCount: 3, bytes: 100, delivery: 3, runningSeconds: 2, lastSignSeconds: 0.5, memoryBytes: 7 }]);
    nowMs += 10 * 60_000;
    expect((await board.describe([report()])).functions[0]).toMatchObject({ bytesPerSecond: null, reassignedRanges: 2, done: 2 });
  });

  it("asks again for a job that could not be read", async () => {
    let isDown = true;
    const board = createWorkerBoard(async () => (isDown ? Promise.reject(new Error("down")) : { objectBytes: 250, rangeBytes: 100, rangeCount: 3 }));
    const attempt = { functionName: "worker", requestId: "r", pid: 1, startedAtMs: 0, lastSignMs: 0, rssBytes: undefined, messages: [message(2, 1)] };
    expect((await board.describe([report([attempt])])).attempts[0]?.bytes).toBeNull();
    isDown = false;
    expect((await board.describe([report([attempt])])).attempts[0]?.bytes).toBe(50);
  });

  it("shows what is no range as it is", async () => {
    const board = createWorkerBoard(async () => undefined);
    const attempt = {
      functionName: "splitter",
      requestId: "r",
      pid: 1,
      startedAtMs: 0,
      lastSignMs: 0,
      rssBytes: undefined,
      messages: [{ queueName: "uploads", body: "{", receiveCount: 1 }],
    };
    expect((await board.describe([{ ...report([attempt]), functionName: "splitter" }])).attempts).toMatchObject([
      { jobId: null, rangeIndex: null, bytes: null, delivery: 1, memoryBytes: null },
    ]);
  });
});
