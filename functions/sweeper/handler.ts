import { openEvents, openQueues, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { TASK_VARIABLES, VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { createSweeper } from "./sweeper.ts";

const { uploadsQueueUrl, deadLetterQueueUrl, sweepPatienceSeconds } = VARIABLES;
const config = readEnvironment(process.env, { ...TASK_VARIABLES, uploadsQueueUrl, deadLetterQueueUrl, sweepPatienceSeconds });
const queues = openQueues(config);

const { log, measure, serve } = openFunction(config);

export const handler = serve(
  createSweeper({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...queues,
    uploads: queues.uploads(config.uploadsQueueUrl),
    deadLetters: queues.other(config.deadLetterQueueUrl),
    patienceSeconds: config.sweepPatienceSeconds,
    clock: systemClock,
    log,
  }),
);
