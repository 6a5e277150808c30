import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { buildTask, buildUploadEvent, type FoldTask, type RangeTask, type Upload } from "../contracts/messages.ts";
import { METERED_FUNCTIONS } from "../core/receipt/receipt.ts";
import type { BlockStore } from "../ports/block-store.ts";
import type { JobEvents } from "../ports/job-events.ts";
import type { JobStore } from "../ports/job-store.ts";
import { unmetered, type Meter } from "../ports/meter.ts";
import type { ObjectLister, ObjectStore } from "../ports/object-store.ts";
import type { PartialStore } from "../ports/partial-store.ts";
import type { Redelivery, TaskQueue } from "../ports/task-queue.ts";
import type { UploadSigner } from "../ports/upload-signer.ts";
import { createDynamoBlockStore } from "./dynamodb/block-store.ts";
import { createDynamoClient } from "./dynamodb/client.ts";
import { createDynamoJobStore } from "./dynamodb/job-store.ts";
import { costOfComing } from "./dynamodb/own-cost.ts";
import { createDynamoPartialStore } from "./dynamodb/partial-store.ts";
import { createEventBridgeEvents, readEndpoint } from "./eventbridge/job-events.ts";
import { createCallMeter } from "./metering/call-meter.ts";
import { createS3Client } from "./s3/client.ts";
import { createS3ObjectLister } from "./s3/object-lister.ts";
import { createS3ObjectStore } from "./s3/object-store.ts";
import { createS3UploadSigner } from "./s3/upload-signer.ts";
import { createSqsClient } from "./sqs/client.ts";
import { createSqsQueue } from "./sqs/queue.ts";
import { spreadQueue } from "./sqs/spread-queue.ts";
import { systemClock } from "./system/system-clock.ts";

/** One client for the table, whose credentials and connections EventBridge's requests use too. */
let dynamo: DynamoDBClient | undefined;
const openDynamo = (): DynamoDBClient => (dynamo ??= createDynamoClient());

/** The stores that live in the table, on one client. */
export function openTable(tableName: string): { jobs: JobStore; partials: PartialStore; blocks: BlockStore } {
  const client = openDynamo();
  return {
    jobs: createDynamoJobStore(client, tableName, systemClock),
    partials: createDynamoPartialStore(client, tableName, systemClock),
    blocks: createDynamoBlockStore(client, tableName, systemClock),
  };
}

/** The bus on which ended jobs are told. */
export function openEvents(eventBusName: string, environment: NodeJS.ProcessEnv): JobEvents {
  return createEventBridgeEvents({ account: openDynamo().config, eventBusName, endpoint: readEndpoint(environment), clock: systemClock });
}

/** The queues of tasks, and others by URL, on one client. Where ranges are spread over several queues, their URLs are joined by commas. */
export function openQueues(urls: { rangesQueueUrl: string; streamsQueueUrl: string; foldsQueueUrl: string }): {
  ranges: TaskQueue<RangeTask>;
  streams: TaskQueue<RangeTask>;
  folds: TaskQueue<FoldTask>;
  uploads(queueUrl: string): TaskQueue<Upload>;
  /** A queue that is only looked at, or consumed. */
  other(queueUrl: string): TaskQueue<never> & Redelivery;
} {
  const client: SQSClient = createSqsClient();
  const open = <Message>(queueUrl: string, build: (message: Message) => string) => createSqsQueue<Message>({ client, queueUrl, clock: systemClock, build });
  return {
    ranges: spreadQueue(splitUrls(urls.rangesQueueUrl).map((queueUrl) => ({ name: nameOf(queueUrl), queue: open(queueUrl, buildTask) }))),
    streams: open(urls.streamsQueueUrl, buildTask),
    folds: open(urls.foldsQueueUrl, buildTask),
    uploads: (queueUrl) => open(queueUrl, buildUploadEvent),
    other: (queueUrl) => spreadQueue(splitUrls(queueUrl).map((url) => ({ name: nameOf(url), queue: open<never>(url, String) }))),
  };
}

const splitUrls = (urls: string): string[] => urls.split(",");
const nameOf = (queueUrl: string): string => queueUrl.slice(queueUrl.lastIndexOf("/") + 1);

/** The meter of the function of this name, on what the clients of the others here ask: measures nothing for a function that gives no receipts. */
export function openMeter(serviceName: string, environment: NodeJS.ProcessEnv): Meter {
  const functionName = METERED_FUNCTIONS.find((name) => name === serviceName);
  if (functionName === undefined) return unmetered;
  return createCallMeter({ functionName, memoryMb: Number(environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] ?? 0), costOfComing });
}

/** The log objects. */
export function openObjects(environment: NodeJS.ProcessEnv): ObjectStore {
  return createS3ObjectStore(openS3(environment), systemClock);
}

/** What the bucket holds. */
export function openLister(environment: NodeJS.ProcessEnv): ObjectLister {
  return createS3ObjectLister(openS3(environment), systemClock);
}

/** URLs for uploading log objects. */
export function openSigner(environment: NodeJS.ProcessEnv): UploadSigner {
  return createS3UploadSigner(openS3(environment), systemClock);
}

/** An endpoint of its own knows no host names for buckets. */
function openS3(environment: NodeJS.ProcessEnv): S3Client {
  return createS3Client({ isPathStyle: environment["AWS_ENDPOINT_URL_S3"] !== undefined || environment["AWS_ENDPOINT_URL"] !== undefined });
}
