import type { Context } from "aws-lambda";
import type { Log } from "../../ports/log.ts";
import { openFunctionLog } from "./function-log.ts";
import { openFunctionMetrics, type FunctionMetrics } from "./function-metrics.ts";

/** What every function is given of its surroundings. */
export interface FunctionSurroundings {
  log: Log;
  measure: FunctionMetrics["measure"];
  /** The handler for Lambda: each line of its log says in which invocation it was written, and what was counted is printed at its end. */
  serve<Event, Result>(handle: (event: Event) => Promise<Result>): (event: Event, context: Context) => Promise<Result>;
}

/** Open the surroundings of the function that is called `serviceName` in its log lines and counts into `metricsNamespace`. */
export function openFunction({ serviceName, metricsNamespace }: { serviceName: string; metricsNamespace: string }): FunctionSurroundings {
  const { log, startInvocation } = openFunctionLog(serviceName);
  const { measure, endInvocation } = openFunctionMetrics(metricsNamespace);
  return {
    log,
    measure,
    serve: (handle) => async (event, context) => {
      startInvocation(context);
      try {
        return await handle(event);
      } finally {
        endInvocation();
      }
    },
  };
}
