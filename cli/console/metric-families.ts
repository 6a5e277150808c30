import { Counter, Gauge, Histogram, Registry, type OpenMetricsContentType } from "prom-client";
import { JOB_STATES } from "../../shared/contracts/job.ts";
import { FUNCTION_NAMES } from "../../shared/contracts/names.ts";
import { REJECT_REASONS } from "../../shared/core/parse/verdict.ts";

/** From a request that is answered from memory to a compressed object of gigabytes, three or four to a power of ten. */
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];
/** How a job can end. */
export const ENDED_STATES = JOB_STATES.filter((state) => state !== "queued" && state !== "running");
/** Why an invocation failed. */
export const ERROR_KINDS = ["error", "timeout", "crash"] as const;

/** Every family of metrics of a running stack. */
export type MetricFamilies = ReturnType<typeof createMetricFamilies>;

/**
 * The metrics of a stack, all zero. Every label takes few values: states, reasons, names of functions and queues, the routes of the API with their
 * parameters in braces. Jobs, keys and sources are none: they would make series without end.
 */
export function createMetricFamilies(version: string) {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) => new Counter({ name: `fanfold_${name}_total`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) => new Gauge({ name: `fanfold_${name}`, help, labelNames, registers });
  const seconds = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Histogram({ name: `fanfold_${name}_seconds`, help, labelNames, buckets: SECONDS_BUCKETS, registers });

  const families = {
    registry,
    jobs: counter("jobs", "Jobs that have ended, by how. One that a redrive set to work again ends again.", "state"),
    jobsRunning: gauge("jobs_running", "Jobs that were queued or running when something was last done for them."),
    jobDuration: seconds("job_duration", "From the creation of a job to its end, by how it ended.", "state"),
    ranges: counter("ranges", "Ranges with a result: done, or failed after every attempt.", "result"),
    lines: counter("lines", "Lines of the logs in results."),
    records: counter("records", "Lines that were understood."),
    rejectedLines: counter("rejected_lines", "Lines that were not understood, by reason.", "reason"),
    logBytes: counter("log_bytes", "Stored bytes of the logs in results, without their gaps."),
    gaps: counter("gaps", "Stretches of logs that are not in results."),
    gapBytes: counter("gap_bytes", "Stored bytes of those whose end is known."),
    retries: counter("retries", "Messages that were delivered again, by queue.", "queue"),
    failedDeliveries: counter("failed_deliveries", "Deliveries that failed, by queue.", "queue"),
    queueMessages: gauge("queue_messages", "Messages of a queue, by where they are.", "queue", "state"),
    queueOldest: gauge("queue_oldest_message_age_seconds", "Since the oldest message that is still there was sent; 0 for an empty queue.", "queue"),
    queueDead: counter("queue_dead_letters", "Messages that were moved to the dead-letter queue, since the data directory was made.", "queue"),
    invocations: counter("function_invocations", "Invocations that are over.", "function"),
    errors: counter("function_errors", "Invocations that failed as a whole, by how: thrown, out of time, or the process died.", "function", "kind"),
    duration: seconds("function_duration", "Invocations, without the start of their process where it was new.", "function"),
    environments: gauge("function_environments", "Processes of a function.", "function", "state"),
    memory: gauge("function_memory_bytes", "Resident memory of the function's largest process, when it was last seen.", "function"),
    memoryLimit: gauge("function_memory_limit_bytes", "What the function may use.", "function"),
    requests: counter("api_requests", "Requests that the results API answered.", "method", "route", "status"),
    requestDuration: seconds("api_request_duration", "The time that answers took.", "method", "route"),
    startTime: gauge("stack_start_time_seconds", "When the stack was started, in seconds since 1970. All counters but those of dead letters began at 0 then."),
    build: new Gauge({ name: "fanfold_build", help: "The version that runs.", labelNames: ["version"], registers }),
  };
  families.build.set({ version }, 1);
  // A series that begins with its first event hides that event from every rate.
  for (const state of ENDED_STATES) families.jobs.inc({ state }, 0);
  for (const result of ["done", "failed"]) families.ranges.inc({ result }, 0);
  for (const reason of REJECT_REASONS) families.rejectedLines.inc({ reason }, 0);
  for (const name of FUNCTION_NAMES) {
    families.invocations.inc({ function: name }, 0);
    for (const kind of ERROR_KINDS) families.errors.inc({ function: name, kind }, 0);
  }
  return families;
}
