import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DataDir } from "./data-dir.ts";
import { startService, type Service } from "./processes/service.ts";
import type { ServiceLog } from "./processes/service-messages.ts";
import type { S3Options } from "./s3/s3-process.ts";
import type { StateOptions } from "./state/state-process.ts";
import type { StoragePlan } from "./template/stack-plan.ts";

const S3_HEAP_MB = 192;
const STATE_HEAP_MB = 256;
const COMPILE_CACHE_FILES_MAX = 2_000;
/** Few arenas keep freed buffers from piling up in each of the threads that made them. */
const ALLOCATOR = { MALLOC_ARENA_MAX: "2" };

/** S3, SQS and DynamoDB, running. */
export interface Services {
  ports: { s3: number; sqs: number; dynamodb: number };
  pids(): number[];
  /** The one that kills functions when this process dies. */
  guardian: Pick<Service, "guard" | "release">;
  /** Call `listener` whenever one of them has been started again. */
  onRestart(listener: () => void): void;
  stop(): Promise<void>;
}

/** What the services need. */
export interface ServicesStart {
  dataDir: DataDir;
  storage: StoragePlan;
  regionName: string;
  accountId: string;
  log: ServiceLog;
}

/**
 * Start the services, each on the port of the last run if it is free. S3 has a process of its own, because it moves the bytes; SQS and
 * DynamoDB share one.
 * @throws EmbeddedError; then none of them runs.
 */
export async function startServices({ dataDir, storage, regionName, accountId, log }: ServicesStart): Promise<Services> {
  const { ports } = dataDir.lastRun;
  const { buckets, queues, tables } = storage;
  const compileCacheFolder = join(dataDir.path, "compile-cache");
  boundFolder(compileCacheFolder, COMPILE_CACHE_FILES_MAX);
  const environment = { ...ALLOCATOR, NODE_COMPILE_CACHE: compileCacheFolder, AWS_REGION: regionName, AWS_ACCOUNT_ID: accountId };
  const common = { environment, log };
  const stateOptions: StateOptions = { folder: join(dataDir.path, "state"), ports: { sqs: ports.sqs, dynamodb: ports.dynamodb }, regionName, accountId, queues, tables };
  const s3Options: S3Options = { folder: join(dataDir.path, "s3"), ports: { s3: ports.s3 }, regionName, buckets };
  const [state, s3] = await startAll([
    startService({ ...common, name: "SQS and DynamoDB", entry: new URL("./state/state-process.ts", import.meta.url), options: stateOptions, heapMb: STATE_HEAP_MB }),
    startService({ ...common, name: "S3", entry: new URL("./s3/s3-process.ts", import.meta.url), options: s3Options, heapMb: S3_HEAP_MB }),
  ]);
  const sqs = state.ports["sqs"] as number;
  s3.inform({ sqsUrl: `http://127.0.0.1:${sqs}` });
  return {
    ports: { s3: s3.ports["s3"] as number, sqs, dynamodb: state.ports["dynamodb"] as number },
    pids: () => [state.pid(), s3.pid()],
    guardian: state,
    onRestart(listener) {
      for (const service of [state, s3]) service.onRestart(listener);
    },
    async stop() {
      await s3.stop();
      await state.stop();
    },
  };
}

/** Empty a folder of files that can be made again, once there are too many: Node never forgets the code of an earlier build. */
function boundFolder(folder: string, filesMax: number): void {
  if (existsSync(folder) && readdirSync(folder, { recursive: true }).length > filesMax) rmSync(folder, { recursive: true, force: true });
}

/** Wait for all; when one fails, stop the others and fail with its error. */
async function startAll(starting: [Promise<Service>, Promise<Service>]): Promise<[Service, Service]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    await Promise.all(
      starting.map((one) =>
        one.then(
          (service) => service.stop(),
          () => {},
        ),
      ),
    );
    throw error;
  }
}
