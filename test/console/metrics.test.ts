import { describe, expect, it } from "vitest";
import { apiMethodOf, apiRouteOf, OTHER_ROUTE } from "../../cli/console/api-routes.ts";
import { createMetricFamilies } from "../../cli/console/metric-families.ts";
import { completeOpenMetrics } from "../../cli/console/open-metrics.ts";
import { labelOfResource } from "../../cli/console/stack-labels.ts";
import { countInvocation, countRequest, setGauges } from "../../cli/console/stack-metrics.ts";
import { FUNCTION_NAMES } from "../../shared/contracts/names.ts";
import { parseOpenMetrics, valueOf } from "./parse-open-metrics.ts";

const print = async (families: ReturnType<typeof createMetricFamilies>): Promise<string> => completeOpenMetrics(await families.registry.metrics());

describe("the metrics of a stack", () => {
  it("are OpenMetrics from the first scrape on, each with a help, a type, and a unit where it has one", async () => {
    const families = createMetricFamilies("1.2.3");
    const parsed = parseOpenMetrics(await print(families));
    for (const family of parsed.values()) {
      expect(family.help, family.name).toMatch(/^[A-Z].*\.$/);
      expect(family.unit, family.name).toBe(/_(seconds|bytes)$/.exec(family.name)?.[1]);
    }
    expect(valueOf(parsed, "fanfold_jobs_total", { state: "complete-with-gaps" })).toBe(0);
    for (const name of FUNCTION_NAMES) expect(valueOf(parsed, "fanfold_function_errors_total", { function: name, kind: "crash" })).toBe(0);
    expect(families.registry.contentType).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  });

  it("count every invocation, its messages and the requests", async () => {
    const families = createMetricFamilies("1");
    const message = { queueName: "ranges", body: "", receiveCount: 1, hasFailed: false };
    const invocation = { functionName: "worker", durationMs: 1_500, rssBytes: 1, messages: [message] } as const;
    countInvocation(families, { ...invocation, outcome: "success" });
    countInvocation(families, { ...invocation, outcome: "timeout", messages: [{ ...message, receiveCount: 3, hasFailed: true }] });
    countRequest(families, { method: "GET", path: `/jobs/${"a".repeat(32)}/metrics`, status: 200, durationMs: 20 });
    countRequest(families, { method: "BREW", path: "/coffee", status: 404, durationMs: 2 });
    setGauges(families, [{ functionName: "worker", memoryMb: 1, attempts: [], idleEnvironments: 2, largestRssBytes: 7 }], [], 0);
    const queues = [{ queueName: "ranges", visible: 4, inFlight: 3, delayed: 2, oldestSentMs: 1_000, nextVisibleMs: null, deadTotal: 5 }];
    setGauges(families, [], queues, 3_500);
    setGauges(families, [], queues, 3_500);
    const parsed = parseOpenMetrics(await print(families));
    const values: readonly [string, Record<string, string>, number][] = [
      ["fanfold_function_invocations_total", { function: "worker" }, 2],
      ["fanfold_function_errors_total", { function: "worker", kind: "timeout" }, 1],
      ["fanfold_function_duration_seconds_bucket", { function: "worker", le: "1.0" }, 0],
      ["fanfold_function_duration_seconds_bucket", { function: "worker", le: "2.5" }, 2],
      ["fanfold_function_duration_seconds_sum", { function: "worker" }, 3],
      ["fanfold_retries_total", { queue: "ranges" }, 1],
      ["fanfold_failed_deliveries_total", { queue: "ranges" }, 1],
      ["fanfold_api_requests_total", { method: "GET", route: "/jobs/{jobId}/metrics", status: "200" }, 1],
      ["fanfold_api_requests_total", { method: "other", route: "other", status: "404" }, 1],
      ["fanfold_function_environments", { function: "worker", state: "idle" }, 2],
      ["fanfold_function_memory_bytes", { function: "worker" }, 7],
      ["fanfold_queue_messages", { queue: "ranges", state: "in_flight" }, 3],
      ["fanfold_queue_oldest_message_age_seconds", { queue: "ranges" }, 2.5],
      ["fanfold_queue_dead_letters_total", { queue: "ranges" }, 5],
    ];
    for (const [name, labels, value] of values) expect([name, valueOf(parsed, name, labels)]).toEqual([name, value]);
  });
});

describe("apiRouteOf", () => {
  it("is one of the API's routes, whatever was asked for", () => {
    expect(apiRouteOf("/jobs")).toBe("/jobs");
    expect(apiRouteOf("/jobs/x")).toBe("/jobs/{jobId}");
    expect(apiRouteOf("/sources/a%2Fb/metrics")).toBe("/sources/{source}/metrics");
    for (const path of ["/", "//", "/jobs/", "/jobs/x/y", "/metrics", "/jobs/x/metrics/", '/"\n'])
      expect([path, [OTHER_ROUTE, "/jobs/{jobId}"]]).toEqual([path, expect.arrayContaining([apiRouteOf(path)])]);
    expect(apiMethodOf("TRACE")).toBe("other");
  });
});

describe("labelOfResource", () => {
  it("names functions and queues as people do, and leaves every other name", () => {
    const names = {
      "fanfold-local-FunctionsStreamWorker844B61DE": "stream-worker",
      "fanfold-local-FunctionsApi45DE0CE2": "api",
      "fanfold-local-QueuesDeadLettersF0D5D2AD": "dead-letters",
      "fanfold-my-stage-QueuesRanges33C6ACC7": "ranges",
      "fanfold-local-QueuesRanges12ABCDEF00": "ranges-12",
      worker: "worker",
      "my-queue": "my-queue",
    };
    expect(Object.keys(names).map(labelOfResource)).toEqual(Object.values(names));
  });
});

describe("parseOpenMetrics", () => {
  it.each([
    ["# TYPE a counter\na_total 1\n", "does not end"],
    ["# TYPE a counter\na 1\n# EOF\n", "outside its family"],
    ["# TYPE a counter\na_total -1\n# EOF\n", "below 0"],
    ["# TYPE a_seconds gauge\n# UNIT a_seconds bytes\n# EOF\n", "no suffix"],
    ["# TYPE a gauge\na 1\na 1\n# EOF\n", "series comes twice"],
    ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n", "family comes twice"],
    ['# TYPE a histogram\na_bucket{le="1"} 1\na_bucket{le="+Inf"} 1\na_count 1\na_sum 1\n# EOF\n', "not canonical"],
    ['# TYPE a histogram\na_bucket{le="1.0"} 2\na_bucket{le="+Inf"} 1\na_count 1\na_sum 1\n# EOF\n', "does not ascend"],
    ['# TYPE a gauge\na{b="c"d"} 1\n# EOF\n', "bad labels"],
  ])("refuses %j", (text, why) => {
    expect(() => parseOpenMetrics(text)).toThrow(why);
  });
});
