import { createServer } from "node:http";
import { buildApp } from "fauxqs";
import type { QueueReport } from "../observe/stack-observer.ts";
import type { QueuePlan } from "../template/stack-plan.ts";
import { closeServer, isFromProgram, listenNear } from "../processes/listen.ts";
import { createFauxqsStore, type FauxqsQueue } from "./fauxqs-store.ts";
import { REPORT_PATH } from "./sqs-calls.ts";
import { openMessageJournal, type MessageJournal } from "./message-journal.ts";

const RETENTION_SECONDS = 345_600;
const IDLE_CONNECTION_MS = 120_000;

/** What the SQS endpoint needs. `port` is the preferred one, 0 for any. */
export interface SqsOptions {
  journalPath: string;
  port: number;
  regionName: string;
  accountId: string;
  queues: QueuePlan[];
}

/** Serve the queues of a plan, with the messages that an earlier run left. What that run held in flight is visible at once. */
export async function startSqsEndpoint({ journalPath, port, regionName, accountId, queues }: SqsOptions): Promise<{ port: number; stop(): Promise<void> }> {
  const journal = openMessageJournal(journalPath);
  const store = await createFauxqsStore();
  // Without a host of its own it makes queue URLs of the address that the caller used.
  store.host = undefined;
  store.region = regionName;
  store.persistence = journal;
  const app = buildApp({ logger: false, stores: { sqsStore: store } as never });
  await app.ready();
  const opened: FauxqsQueue[] = [];
  const server = createServer({ keepAliveTimeout: IDLE_CONNECTION_MS }, (request, response) => {
    // No page of a browser has business here; it could otherwise reach the queues of whoever visits it.
    if (!isFromProgram(request)) response.writeHead(403).end();
    else if (request.url === REPORT_PATH) response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(opened.map((queue) => describeQueue(queue, journal))));
    else app.routing(request, response);
  });
  const actualPort = await listenNear(server, port);

  const nowMs = Date.now();
  journal.giveBackHeld(nowMs);
  for (const { queueName, attributes } of queues) {
    const arn = `arn:aws:sqs:${regionName}:${accountId}:${queueName}`;
    const queue = store.createQueue(queueName, `http://127.0.0.1:${actualPort}/${accountId}/${queueName}`, arn, attributes);
    journal.forgetExpired(queueName, nowMs - Number(attributes["MessageRetentionPeriod"] ?? RETENTION_SECONDS) * 1000);
    for (const message of journal.load(queueName)) {
      if (message.delayUntil !== undefined && message.delayUntil > nowMs) queue.delayedMessages.push(message);
      else queue.messages.push(message);
    }
    moveInOneStep(queue, journal);
    opened.push(queue);
  }
  return {
    port: actualPort,
    async stop() {
      store.shutdown();
      await closeServer(server);
      await app.close();
      journal.close();
    },
  };
}

function moveInOneStep(queue: FauxqsQueue, journal: MessageJournal): void {
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (...args) => journal.moving(queue.name, () => dequeue(...args));
}

/** What SQS itself says of a queue, and what CloudWatch would besides: the oldest message and the dead ones. */
function describeQueue(queue: FauxqsQueue, journal: MessageJournal): QueueReport {
  queue.processTimers();
  const held = [...queue.inflightMessages.values()];
  const { messages, delayedMessages, name: queueName } = queue;
  return {
    queueName,
    visible: messages.length,
    inFlight: held.length,
    delayed: delayedMessages.length,
    oldestSentMs: least([messages, delayedMessages, held.map(({ message }) => message)].map((some) => least(some.map(({ sentTimestamp }) => sentTimestamp)))),
    nextVisibleMs: least([...held.map(({ visibilityDeadline }) => visibilityDeadline), ...delayedMessages.map(({ delayUntil }) => delayUntil ?? null)]),
    deadTotal: journal.countDeaths(queueName),
  };
}

/** The smallest number; null without any. */
function least(values: readonly (number | null)[]): number | null {
  return values.reduce((min, value) => (value !== null && (min === null || value < min) ? value : min), null);
}
