import { openEvents, openMeter, openObjects, openQueues, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { CONSUMER_VARIABLES, HEARTBEAT_VARIABLES, TASK_VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";
import { createWorker } from "./worker.ts";

const config = readEnvironment(process.env, { ...TASK_VARIABLES, ...CONSUMER_VARIABLES, ...HEARTBEAT_VARIABLES });
const queues = openQueues(config);
const { log, measure, serve } = openFunction(config);
const meter = openMeter(config.serviceName, process.env);
const reading = { objects: openObjects(process.env), decompressor: zlibDecompressor, parser: kernelRangeParser, meter };

export const handler = serve(
  createWorker({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...queues,
    parseRange: (job, rangeIndex) => parseRange(job, rangeIndex, reading),
    redelivery: queues.other(config.consumedQueueUrl),
    retryDelaySeconds: { min: config.retryDelayMinSeconds, max: config.retryDelayMaxSeconds },
    heartbeatSeconds: config.heartbeatSeconds,
    clock: systemClock,
    log,
    meter,
  }),
);
