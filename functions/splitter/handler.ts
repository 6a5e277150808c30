import { openEvents, openMeter, openObjects, openQueues, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { CONSUMER_VARIABLES, TASK_VARIABLES, VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { createSplitter } from "./splitter.ts";

const { rangeBytes, sweepPatienceSeconds } = VARIABLES;
const config = readEnvironment(process.env, { ...TASK_VARIABLES, ...CONSUMER_VARIABLES, rangeBytes, sweepPatienceSeconds });
const queues = openQueues(config);

const { log, measure, serve } = openFunction(config);
const meter = openMeter(config.serviceName, process.env);

export const handler = serve(
  createSplitter({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...queues,
    objects: openObjects(process.env),
    decompressor: zlibDecompressor,
    smallParser: kernelRangeParser,
    rangeBytesDefault: config.rangeBytes ?? null,
    sweepPatienceSeconds: config.sweepPatienceSeconds,
    redelivery: queues.other(config.consumedQueueUrl),
    retryDelaySeconds: { min: config.retryDelayMinSeconds, max: config.retryDelayMaxSeconds },
    clock: systemClock,
    log,
    meter,
  }),
);
