import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRIC, METRIC_SERVICE, type MetricName } from "../../contracts/names.ts";
import type { JobEnded } from "../../contracts/job-ended.ts";
import type { JobEvents } from "../../ports/job-events.ts";

/** The metrics of a function: counted while it runs, and printed as one line of CloudWatch's embedded metric format when an invocation ends. */
export interface FunctionMetrics {
  /** The bus, with what passes through it counted. A repeated event counts again. */
  measure(events: JobEvents): JobEvents;
  endInvocation(): void;
}

const UNIT_OF: Readonly<Record<MetricName, (typeof MetricUnit)[keyof typeof MetricUnit]>> = {
  JobsComplete: MetricUnit.Count,
  JobsCompleteWithGaps: MetricUnit.Count,
  JobsFailed: MetricUnit.Count,
  JobsSuperseded: MetricUnit.Count,
  Gaps: MetricUnit.Count,
  LinesAnalysed: MetricUnit.Count,
  LinesRejected: MetricUnit.Count,
  BytesAnalysed: MetricUnit.Bytes,
  SecondsToEnd: MetricUnit.Seconds,
  EventsRefused: MetricUnit.Count,
};

const COUNTED_STATE: Readonly<Record<JobEnded["state"], MetricName>> = {
  complete: METRIC.jobsComplete,
  "complete-with-gaps": METRIC.jobsCompleteWithGaps,
  failed: METRIC.jobsFailed,
  superseded: METRIC.jobsSuperseded,
};

/** Metrics of one namespace; every function counts into the same ones, so that an alarm needs one metric only. */
export function openFunctionMetrics(namespace: string): FunctionMetrics {
  const metrics = new Metrics({ namespace, serviceName: METRIC_SERVICE });
  let isEmpty = true;
  const count = (name: MetricName, value: number): void => {
    metrics.addMetric(name, UNIT_OF[name], value);
    isEmpty = false;
  };
  const note = (event: JobEnded): void => {
    count(COUNTED_STATE[event.state], 1);
    if (event.counters === null) return;
    count(METRIC.linesAnalysed, event.counters.lines);
    count(METRIC.bytesAnalysed, event.objectBytes);
    count(METRIC.secondsToEnd, Math.max(0, (Date.parse(event.endedAt) - Date.parse(event.createdAt)) / 1000));
    if (event.gaps > 0) count(METRIC.gaps, event.gaps);
    if (event.counters.rejected > 0) count(METRIC.linesRejected, event.counters.rejected);
  };
  return {
    measure: (events) => ({
      async publish(event) {
        try {
          await events.publish(event);
        } catch (error) {
          count(METRIC.eventsRefused, 1);
          throw error;
        }
        note(event);
      },
    }),
    endInvocation() {
      // Powertools warns of nothing to print; most invocations have nothing.
      if (isEmpty) return;
      metrics.publishStoredMetrics();
      isEmpty = true;
    },
  };
}
