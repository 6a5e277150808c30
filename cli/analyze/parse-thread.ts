import { parentPort, workerData } from "node:worker_threads";
import type { Job } from "../../shared/contracts/job.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { InputError } from "../../shared/core/errors.ts";
import { createRangeReader } from "./range-reader.ts";

export interface ThreadData {
  /** One element, shared by all threads: bytes read so far. */
  bytesRead: BigInt64Array<SharedArrayBuffer>;
}

export interface ParseRequest {
  job: Job;
  rangeIndex: number;
}

export type ParseReply = { partial: EncodedPartial } | { error: { code?: string; message: string; path?: string } };

const { bytesRead } = workerData as ThreadData;
const readRange = createRangeReader((byteLength) => Atomics.add(bytesRead, 0, BigInt(byteLength)));

parentPort?.on("message", ({ job, rangeIndex }: ParseRequest) => {
  const reply = (answer: ParseReply): void => parentPort?.postMessage(answer);
  readRange(job, rangeIndex).then(
    (partial) => reply({ partial }),
    (error: unknown) => reply({ error: describe(error) }),
  );
});

function describe(error: unknown): { code?: string; message: string; path?: string } {
  if (error instanceof InputError) return { code: error.code, message: error.message, path: String(error.context["path"] ?? "") };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
