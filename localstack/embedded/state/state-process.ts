import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runServiceProcess } from "../processes/service-process.ts";
import type { QueuePlan, TablePlan } from "../template/stack-plan.ts";
import { startDynamodbEndpoint } from "./dynamodb-endpoint.ts";
import { startSqsEndpoint } from "./sqs-endpoint.ts";

/** How long an answer has to leave before the process ends. */
const ANSWER_MS = 50;

/** What the process of SQS and DynamoDB needs. Ports are the preferred ones, 0 for any. */
export interface StateOptions {
  folder: string;
  ports: { sqs: number; dynamodb: number };
  regionName: string;
  accountId: string;
  queues: QueuePlan[];
  tables: TablePlan[];
}

runServiceProcess<StateOptions>(async ({ folder, ports, regionName, accountId, queues, tables }, log) => {
  // A failed write inside dynalite is thrown where nobody can catch it. Its caller gets no answer and retries; the others go on.
  process.on("uncaughtException", (error) => log("DynamoDB or SQS failed on a request", { error: error.stack }));
  const endSoon = (error: Error): void => {
    log("DynamoDB cannot write", { error: error.message });
    setTimeout(() => process.exit(1), ANSWER_MS);
  };
  await mkdir(folder, { recursive: true });
  const sqs = await startSqsEndpoint({ journalPath: join(folder, "messages.sqlite"), port: ports.sqs, regionName, accountId, queues });
  const dynamodb = await startDynamodbEndpoint({ folder: join(folder, "tables"), port: ports.dynamodb, tables, onWriteFailure: endSoon });
  return {
    ports: { sqs: sqs.port, dynamodb: dynamodb.port },
    async stop() {
      await Promise.all([sqs.stop(), dynamodb.stop()]);
    },
  };
});
