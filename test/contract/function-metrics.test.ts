import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryJobEvents } from "../../shared/adapters/memory/job-events.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { buildJobEnded, type JobEnded } from "../../shared/contracts/job-ended.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { buildJob, START_MS } from "./fixtures.ts";

const counters = { lines: 100, records: 90, rejected: 10, blankLines: 0, commentLines: 0, requests: 90, errors: 0, clientErrors: 0, bytes: 5n };
const ended = (state: JobEnded["state"], gaps = 0): JobEnded =>
  buildJobEnded(buildJob({ state, endedAtMs: START_MS + 1500, objectBytes: 1_000 }), state.startsWith("complete") ? { counters, gaps } : undefined);
type Line = Record<string, unknown>;
const context = { awsRequestId: "r" } as never;

describe("what a function counts", () => {
  const written: string[] = [];
  beforeEach(
    () =>
      void vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
        written.push(String(chunk));
        return true;
      }),
  );
  afterEach(() => {
    vi.restoreAllMocks();
    written.length = 0;
  });
  const lines = (): Line[] => written.map((line) => JSON.parse(line) as Line);

  it("is one line of the embedded metric format for each invocation that counted something, and none for others", async () => {
    const { measure, serve } = openFunction({ serviceName: "reducer", metricsNamespace: "Fanfold/test" });
    const bus = createMemoryJobEvents();
    const events = measure(bus);
    const handler = serve(async (told: JobEnded[]) => {
      for (const event of told) await events.publish(event);
    });
    await handler([ended("complete"), ended("complete-with-gaps", 3)], context);
    await handler([], context);
    await handler([ended("failed"), ended("superseded")], context);
    expect(bus.published).toHaveLength(4);
    const [first, second] = lines();
    expect(lines()).toHaveLength(2);
    expect(first).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: "Fanfold/test", Dimensions: [["service"]] }] } });
    expect(first).toMatchObject({
      service: "fanfold",
      JobsComplete: 1,
      JobsCompleteWithGaps: 1,
      Gaps: 3,
      LinesAnalysed: [100, 100],
      LinesRejected: [10, 10],
      BytesAnalysed: [1_000, 1_000],
      SecondsToEnd: [1.5, 1.5],
    });
    expect(second).toMatchObject({ service: "fanfold", JobsFailed: 1, JobsSuperseded: 1 });
    expect(second).not.toHaveProperty("JobsComplete");
  });

  it("is printed also when the invocation fails: an event that the bus refused", async () => {
    const { measure, serve } = openFunction({ serviceName: "reducer", metricsNamespace: "Fanfold/test" });
    const events = measure({ publish: () => Promise.reject(new TransientError("EVENTS_UNAVAILABLE", "no")) });
    await expect(serve(async () => events.publish(ended("complete")))("", context)).rejects.toThrow("no");
    expect(lines()).toMatchObject([{ EventsRefused: 1 }]);
    expect(lines()[0]).not.toHaveProperty("JobsComplete");
  });
});
