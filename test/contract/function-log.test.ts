import type { Context } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { AssertionError, TransientError } from "../../shared/core/errors.ts";

const context = (awsRequestId: string): Context => ({
  awsRequestId,
  functionName: "fanfold-dev-Worker",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:fanfold-dev-Worker",
  memoryLimitInMB: "640",
  logGroupName: "group",
  logStreamName: "stream",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 1,
  done() {},
  fail() {},
  succeed() {},
});

describe("openFunction", () => {
  const written: string[] = [];
  const lines = (): Record<string, unknown>[] => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  beforeEach(() => {
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((chunk) => {
        written.push(String(chunk));
        return true;
      });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    written.length = 0;
  });

  it("writes one JSON object a line: level, message, timestamp, service, and the fields, which take the place of none of these", () => {
    const { log } = openFunction({ serviceName: "worker", metricsNamespace: "Fanfold/test" });
    log.info("two\nlines", { jobId: "j", ranges: 3, cold_start: "not this", isLate: false });
    log.warn("w");
    expect(written.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
    const common = { timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/), service: "worker" };
    expect(lines()).toEqual([
      { level: "INFO", message: "two\nlines", ...common, jobId: "j", ranges: 3, isLate: false },
      { level: "WARN", message: "w", ...common },
    ]);
  });

  it("says the invocation in every line of it, a cold start only of the first, and the trace where there is one", async () => {
    vi.stubEnv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-abc;Parent=def;Sampled=1");
    const { log, serve } = openFunction({ serviceName: "worker", metricsNamespace: "Fanfold/test" });
    const handler = serve(async (event: string) => {
      log.info(event);
      return event.length;
    });
    expect([await handler("first", context("r1")), await handler("next", context("r2"))]).toEqual([5, 4]);
    expect(lines().map(({ message, function_request_id, cold_start, xray_trace_id }) => [message, function_request_id, cold_start, xray_trace_id])).toEqual([
      ["first", "r1", true, "1-abc"],
      ["next", "r2", undefined, "1-abc"],
    ]);
  });

  it("binds fields to a log of its own, and to a log that learns them later", () => {
    const { log } = openFunction({ serviceName: "worker", metricsNamespace: "Fanfold/test" });
    const own = log.with({ messageId: "m" });
    own.note({ jobId: "j", objectId: "o" });
    own.info("a");
    own.note({ jobId: undefined });
    own.info("b");
    log.info("c");
    expect(lines().map(({ messageId, jobId, objectId }) => [messageId, jobId, objectId])).toEqual([
      ["m", "j", "o"],
      ["m", undefined, "o"],
      [undefined, undefined, undefined],
    ]);
  });

  it("shows an error's code and context and what caused it, and the stack of what is nobody's or a bug", () => {
    const { log } = openFunction({ serviceName: "worker", metricsNamespace: "Fanfold/test" });
    log.error("failed", { jobId: "j" }, new TransientError("TABLE_UNAVAILABLE", "later", { tries: 3 }, new Error("reset", { cause: "a string" })));
    log.error("failed", {}, new AssertionError("BAD", "a bug"));
    const [first, second] = lines();
    expect(first?.["error"]).toEqual({
      name: "TransientError",
      message: "later",
      code: "TABLE_UNAVAILABLE",
      context: { tries: 3 },
      cause: { name: "Error", message: "reset", stack: expect.stringContaining("reset"), cause: { message: "a string" } },
    });
    expect(second?.["error"]).toMatchObject({ name: "AssertionError", code: "BAD", stack: expect.stringContaining("function-log.test.ts") });
  });

  it("ends with errors that cause each other", () => {
    const { log } = openFunction({ serviceName: "worker", metricsNamespace: "Fanfold/test" });
    const [a, b] = [new Error("a"), new Error("b")];
    a.cause = b;
    b.cause = a;
    log.error("failed", {}, a);
    expect(lines()[0]?.["error"]).toMatchObject({ cause: { message: "b" } });
  });
});
