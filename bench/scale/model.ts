/** What the model assumes of AWS and of this machine. Everything is printed beside the results. */
export const MODEL = {
  /** Bytes a second that one function reads from S3, from 640 MB of memory up. */
  s3BytesPerSecond: 78e6,
  /** Memory that has one vCPU, and the part of a core of this machine that a vCPU of arm64 is taken for. */
  memoryMbPerVcpu: 1_769,
  corePerVcpu: 0.5,
  coldStartMs: 300,
  /** From a visible message to its function. */
  dispatchMs: 25,
  /** Concurrency of one event source: at first, and more each second. Source: "Configuring scaling behavior for SQS event source mappings". */
  rampStart: 5,
  rampPerSecond: 5,
  accountConcurrency: 1_000,
  handledRetryRate: 0.01,
  /** Time to the answer of one request, without throttling. */
  s3FirstByteMs: 35,
  dynamoMs: 6,
  sqsMs: 15,
  eventMs: 15,
  /** Time of a core of this machine that one request costs its function: the SDK, its signature, HTTP and TLS. `--measure` measures it. */
  requestCpuMs: 0.75,
  /** Units a second, and how many may be saved up. Source: DynamoDB service quotas; a new on-demand table. */
  partitionWriteUnits: 1_000,
  partitionReadUnits: 3_000,
  tableWriteUnits: 4_000,
  tableReadUnits: 12_000,
  /** Bytes that Lambda itself logs of an invocation. */
  platformLogBytes: 400,
} as const;

/** The part of a core of this machine that a function of so much memory has. */
export function coreShare(memoryMb: number): number {
  return Math.min(6, memoryMb / MODEL.memoryMbPerVcpu) * MODEL.corePerVcpu;
}
