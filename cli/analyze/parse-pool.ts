import { Worker } from "node:worker_threads";
import type { Job } from "../../shared/contracts/job.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { InputError } from "../../shared/core/errors.ts";
import type { ParseReply, ParseRequest, ThreadData } from "./parse-thread.ts";

/** The thread's module, beside this one: a source, or the bundle that `bin/bundle-cli.mjs` makes of it. */
const PARSE_THREAD = new URL(import.meta.url.endsWith(".ts") ? "./parse-thread.ts" : "./parse-thread.cjs", import.meta.url);

/** Threads that parse ranges, one at a time each. */
export interface ParsePool {
  parse(job: Job, rangeIndex: number): Promise<EncodedPartial>;
  close(): Promise<void>;
}

interface Waiting {
  request: ParseRequest;
  resolve(partial: EncodedPartial): void;
  reject(error: unknown): void;
}

/** Start so many threads. `bytesRead` counts, in its only element, the bytes that all of them have read. */
export function createParsePool(threads: number, bytesRead: BigInt64Array<SharedArrayBuffer>): ParsePool {
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const workers: Worker[] = [];
  const busy = new Map<Worker, Waiting>();

  const dispatch = (): void => {
    while (queue.length > 0 && idle.length > 0) {
      const worker = idle.pop()!;
      const waiting = queue.shift()!;
      busy.set(worker, waiting);
      worker.postMessage(waiting.request);
    }
  };
  const settle = (worker: Worker, act: (waiting: Waiting) => void): void => {
    const waiting = busy.get(worker);
    busy.delete(worker);
    if (waiting !== undefined) act(waiting);
  };
  const start = (): void => {
    const workerData: ThreadData = { bytesRead };
    const worker = new Worker(PARSE_THREAD, { workerData });
    workers.push(worker);
    worker.on("message", (reply: ParseReply) => {
      settle(worker, ({ resolve, reject }) => ("partial" in reply ? resolve(reply.partial) : reject(rebuildError(reply.error))));
      idle.push(worker);
      dispatch();
    });
    worker.on("error", (error) => settle(worker, ({ reject }) => reject(error)));
    idle.push(worker);
  };
  for (let count = 0; count < threads; count++) start();

  return {
    parse: (job, rangeIndex) =>
      new Promise((resolve, reject) => {
        queue.push({ request: { job, rangeIndex }, resolve, reject });
        dispatch();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Errors lose their class between threads; only the user's are told apart by it. */
function rebuildError(error: { code?: string; message: string; path?: string }): Error {
  return error.code === undefined ? new Error(error.message) : new InputError(error.code, error.message, { path: error.path });
}
