import { openEvents, openMeter, openQueues, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { CONSUMER_VARIABLES, HEARTBEAT_VARIABLES, TASK_VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { createReducer } from "./reducer.ts";

const config = readEnvironment(process.env, { ...TASK_VARIABLES, ...CONSUMER_VARIABLES, ...HEARTBEAT_VARIABLES });
const queues = openQueues(config);

const { log, measure, serve } = openFunction(config);
const meter = openMeter(config.serviceName, process.env);

export const handler = serve(
  createReducer({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...queues,
    redelivery: queues.other(config.consumedQueueUrl),
    retryDelaySeconds: { min: config.retryDelayMinSeconds, max: config.retryDelayMaxSeconds },
    heartbeatSeconds: config.heartbeatSeconds,
    clock: systemClock,
    log,
    meter,
  }),
);
