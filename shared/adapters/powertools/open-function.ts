import type { Context } from "aws-lambda";
import type { Log } from "../../ports/log.ts";
import { openFunctionLog } from "./function-log.ts";

/** What every function is given of its surroundings. */
export interface FunctionSurroundings {
  log: Log;
  /** The handler for Lambda: each line of its log says in which invocation it was written. */
  serve<Event, Result>(handle: (event: Event) => Promise<Result>): (event: Event, context: Context) => Promise<Result>;
}

/** Open the surroundings of the function that is called `serviceName` in its log lines. */
export function openFunction({ serviceName }: { serviceName: string }): FunctionSurroundings {
  const { log, startInvocation } = openFunctionLog(serviceName);
  return {
    log,
    serve: (handle) => (event, context) => {
      startInvocation(context);
      return handle(event);
    },
  };
}
