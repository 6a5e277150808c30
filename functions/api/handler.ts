import { openEvents, openLister, openObjects, openQueues, openSigner, openTable } from "../../shared/adapters/aws-ports.ts";
import { openFunction } from "../../shared/adapters/powertools/open-function.ts";
import { readEnvironment } from "../../shared/adapters/system/environment.ts";
import { TASK_VARIABLES, VARIABLES } from "../../shared/adapters/system/function-config.ts";
import { receiptTermsOf } from "../../shared/adapters/system/receipt-terms.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { createApi } from "./api.ts";

const { bucketName, uploadsQueueUrl, deadLetterQueueUrl, rangeBytes, sweepPatienceSeconds, pricing } = VARIABLES;
const config = readEnvironment(process.env, { ...TASK_VARIABLES, bucketName, uploadsQueueUrl, deadLetterQueueUrl, rangeBytes, sweepPatienceSeconds, pricing });
const queues = openQueues(config);

const { log, measure, serve } = openFunction(config);

export const handler = serve(
  createApi({
    ...openTable(config.tableName),
    events: measure(openEvents(config.eventBusName, process.env)),
    ...queues,
    objects: openObjects(process.env),
    lister: openLister(process.env),
    signer: openSigner(process.env),
    uploads: queues.uploads(config.uploadsQueueUrl),
    deadLetters: queues.other(config.deadLetterQueueUrl),
    bucketName: config.bucketName,
    rangeBytesDefault: config.rangeBytes ?? null,
    sweepPatienceSeconds: config.sweepPatienceSeconds,
    receiptTerms: receiptTermsOf(config.pricing, process.env),
    clock: systemClock,
    log,
  }),
);
