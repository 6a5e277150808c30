import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseLogEntry } from "../../cli/logs/log-entry.ts";
import { renderEntry, renderJson } from "../../cli/logs/render-entry.ts";
import { plainPaint } from "../../cli/terminal.ts";
import { openLogWriter } from "../../localstack/embedded/logs/log-writer.ts";
import { createFolder, runCli, runHere } from "../cli/run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
const JOB = "0123456789abcdef0123456789abcdef";
const at = (second: number): string => `2026-11-21T10:15:0${second}.000Z`;

const worker = openLogWriter(join(folder.path, "logs"), "worker");
const reducer = openLogWriter(join(folder.path, "logs"), "reducer");
worker.write(JSON.stringify({ level: "INFO", message: "first", timestamp: at(1), jobId: JOB, bytes: 5 }));
reducer.write(JSON.stringify({ level: "WARN", message: "between", timestamp: at(2), jobId: "f".repeat(32) }));
worker.write(
  JSON.stringify({
    level: "ERROR",
    message: "attempt failed",
    timestamp: at(3),
    jobId: JOB,
    error: { name: "TransientError", code: "BUSY", message: "no\u001b[2J", cause: { name: "Error", message: "why" } },
  }),
);
worker.write(JSON.stringify({ time: at(4), type: "platform.report", record: { requestId: "r", status: "success", metrics: { durationMs: 3 } } }));
reducer.write(
  JSON.stringify({ time: at(5), type: "platform.report", record: { requestId: "r", status: "timeout", errorType: "Sandbox.Timedout", errorMessage: "too slow", metrics: {} } }),
);
const logs = (...args: string[]) => runHere(["logs", ...args, "--data-dir", folder.path]);
const messages = (stdout: string): string[] =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, string>)
    .map(({ message, type }) => message ?? type ?? "");

describe("fanfold logs", () => {
  it("shows the lines of all functions in the order of time, what went wrong with its causes, and no invocation that went well", async () => {
    const { code, stdout } = await logs();
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        `2026-11-21 10:15:01.000  worker         INFO   first  jobId=${JOB}  bytes=5`,
        `2026-11-21 10:15:02.000  reducer        WARN   between  jobId=${"f".repeat(32)}`,
        `2026-11-21 10:15:03.000  worker         ERROR  attempt failed  jobId=${JOB}`,
        "    TransientError BUSY: no\\x1b[2J",
        "    because of Error: why",
        '2026-11-21 10:15:05.000  reducer        ERROR  invocation failed: timeout  errorType=Sandbox.Timedout  errorMessage="too slow"',
        "",
      ].join("\n"),
    );
  });

  it.each([
    [
      ["-n", "2"],
      ["attempt failed", "platform.report"],
    ],
    [["-n", "1", "worker"], ["attempt failed"]],
    [
      ["--level", "warn"],
      ["between", "attempt failed", "platform.report"],
    ],
    [
      ["--level", "debug", "worker"],
      ["first", "attempt failed", "platform.report"],
    ],
    [
      ["--job", "0123"],
      ["first", "attempt failed"],
    ],
    [["--job", "ffff", "worker"], []],
    [["-n", "0"], []],
  ])("with %j shows %j", async (args, expected) => {
    const { code, stdout } = await logs(...args, "--json");
    expect([code, messages(stdout)]).toEqual([0, expected]);
    expect((await logs(...args, "--output", "json")).stdout).toBe(stdout);
  });

  it.each([
    [["worekr"], "fanfold: unknown function: worekr; did you mean worker? there are splitter, worker, stream-worker, reducer, dead-letter, sweeper, api, stack\n"],
    [["stream"], "fanfold: unknown function: stream; did you mean stream-worker? there are splitter, worker, stream-worker, reducer, dead-letter, sweeper, api, stack\n"],
    [["zzz\u0007"], "fanfold: unknown function: zzz\\x07; there are splitter, worker, stream-worker, reducer, dead-letter, sweeper, api, stack\n"],
    [["--level", "loud"], "fanfold: bad value: --level loud; it has to be one of debug, info, warn, error\n"],
    [["--job", "xyz"], "fanfold: bad value: --job xyz; it has to be the first 4 or more of the 32 hex digits of a job\n"],
    [["--output", "csv"], "fanfold: logs have no columns for --output csv; take --json\n"],
  ])("refuses %j", async (args, line) => {
    expect(await logs(...args)).toEqual({ code: 2, stdout: "", stderr: line });
  });

  it("says what to do where there are none, and where they are for a deployed stage", async () => {
    const absent = join(folder.path, "nowhere");
    expect((await runHere(["logs", "--data-dir", absent])).stderr).toBe(
      `fanfold: no logs found: ${absent}/logs; start a stack with fanfold start, or name its directory with --data-dir\n`,
    );
    expect((await logs("--endpoint", "https://api.example")).stderr).toContain("aws logs tail");
    expect((await logs("--job", "aaaa")).stderr).toBe("nothing to show: no line of that job of level info or above\n");
  });

  it("goes on with every line that is written, over rotations, until Ctrl-C", async () => {
    const data = join(folder.path, "followed");
    const limits = { segmentBytesMax: 2_000, segmentsMax: 1_000 };
    const writer = openLogWriter(join(data, "logs"), "worker", limits);
    const write = (index: number): void => writer.write(JSON.stringify({ level: "INFO", message: String(index), timestamp: new Date(index).toISOString() }));
    for (let index = 0; index < 50; index += 1) write(index);
    const { code, stdout, stderr } = await runCli(["logs", "-f", "-n", "3", "--json", "--data-dir", data], {
      interruptAt: "waiting for the next fanfold start",
      async beforeInterrupt() {
        for (let index = 50; index < 500; index += 1) {
          write(index);
          if (index % 90 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
        }
        const late = openLogWriter(join(data, "logs"), "sweeper");
        late.write(JSON.stringify({ level: "INFO", message: "late", timestamp: at(9) }));
        await new Promise((resolve) => setTimeout(resolve, 700));
      },
    });
    expect([code, stderr]).toEqual([0, "the local stack does not run; waiting for the next fanfold start …\n"]);
    const shown = messages(stdout);
    expect(shown.filter((message) => message !== "late")).toEqual(Array.from({ length: 453 }, (_, index) => String(index + 47)));
    expect(shown).toContain("late");
  }, 30_000);
});

describe("a line of a log", () => {
  const HOSTILE = "\u001b]0;owned\u0007\u009b2J\u202e\u2028\n\u0000";

  it("is shown and never acted on, whatever it holds", () => {
    const text = JSON.stringify({ level: HOSTILE, message: HOSTILE, [HOSTILE]: HOSTILE, error: { name: HOSTILE, message: HOSTILE, stack: `x\n at ${HOSTILE}` } });
    for (const line of [text, `torn ${HOSTILE.replace("\n", "")}`]) {
      const entry = parseLogEntry("worker", line);
      expect(renderEntry(entry, 6, "2026-11-21", plainPaint)).not.toMatch(/[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
      expect(renderJson(entry)).not.toMatch(/[^\P{C}\n]|\p{Zl}|\p{Zp}/u);
    }
  });

  it("says for programs what it said, and whose it is", () => {
    for (const fields of [{}, { message: "a", deep: { list: [1, "\u009b"] } }, { jobId: JOB, message: HOSTILE }])
      expect(JSON.parse(renderJson(parseLogEntry("worker", JSON.stringify(fields))))).toEqual({ function: "worker", ...fields });
    expect(JSON.parse(renderJson(parseLogEntry("worker", '{"torn":')))).toEqual({ function: "worker", level: "INFO", message: '{"torn":' });
  });

  it("of metrics in the embedded format is of level debug", () => {
    const entry = parseLogEntry("worker", JSON.stringify({ _aws: { Timestamp: 1_000, CloudWatchMetrics: [] }, Lines: 5 }));
    expect(entry).toMatchObject({ atMs: 1_000, level: "debug", message: "metrics", fields: { Lines: 5 } });
  });
});
