import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { FanfoldError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter, MeteredDelivery } from "../ports/meter.ts";
import type { Redelivery } from "../ports/task-queue.ts";
import { mapConcurrently } from "./concurrently.ts";

export interface SettleDeps {
  redelivery: Redelivery;
  /**
   * A handled failure comes back after a time between these, so that a crowd of failures does not come back at once; the first and the second
   * failure of a message after a part of it, because most of them are one hiccup, and the end of a job waits for its last range.
   */
  retryDelaySeconds: { min: number; max: number };
  /**
   * A message that is worked on stays hidden for so long after each sign of life, instead of for the queue's visibility timeout: that has to
   * outlast the longest attempt, and so would bring a killed one's message back late. Undefined where the timeout is short anyway.
   */
  heartbeatSeconds?: number | undefined;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** Which part of the delay the first failures of a message wait. */
const SHARE_OF_ATTEMPT: readonly number[] = [0.05, 0.2];
/** Signs of life in the time that one of them holds: two may be lost. */
const BEATS_PER_HEARTBEAT = 3;

/**
 * Process each record and answer which ones failed, as `ReportBatchItemFailures` wants it. A failed message's visibility is shortened first:
 * only a killed function waits out the visibility timeout. Never throws for one record's failure. Each record has a log of its own, in which
 * `process` notes whose work it is, so that its failure says so too. `atOnce` records are under way together: while one waits for an answer, which
 * is paid for as well, another uses the CPU.
 */
export async function settleBatch(
  records: readonly SQSRecord[],
  process: (record: SQSRecord, log: Log) => Promise<void>,
  batchDeps: SettleDeps,
  atOnce = 1,
): Promise<SQSBatchResponse> {
  const areDone = await mapConcurrently(records, atOnce, (record) => {
    const deps = { ...batchDeps, log: batchDeps.log.with({ messageId: record.messageId }) };
    return deps.meter.measure(deliveryOf(record, records.length), () => settleRecord(record, (one) => process(one, deps.log), deps));
  });
  return { batchItemFailures: records.filter((_, i) => areDone[i] !== true).map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function settleRecord(record: SQSRecord, process: (record: SQSRecord) => Promise<void>, deps: SettleDeps): Promise<boolean> {
  const heart = startHeart(record, deps);
  try {
    await process(record);
    return true;
  } catch (error) {
    heart.stop();
    logFailure(record, error, deps.log);
    await shortenVisibility(record, deps);
    return false;
  } finally {
    heart.stop();
  }
}

/** What the queue says of a delivery; whoever invokes by hand says nothing. */
function deliveryOf({ attributes }: SQSRecord, batchSize: number): MeteredDelivery {
  const [receives, firstReceivedAtMs] = [Number(attributes.ApproximateReceiveCount), Number(attributes.ApproximateFirstReceiveTimestamp)];
  return { batchSize, receives: Number.isSafeInteger(receives) ? receives : 1, firstReceivedAtMs: Number.isSafeInteger(firstReceivedAtMs) ? firstReceivedAtMs : undefined };
}

/** Signs of life for a message, from now on until it is stopped. One that fails is made up for by the next. */
function startHeart(record: SQSRecord, deps: SettleDeps): { stop(): void } {
  const { heartbeatSeconds: hiddenSeconds, redelivery, clock, log } = deps;
  let isStopped = false;
  const beat = async (seconds: number): Promise<void> => {
    while (!isStopped) {
      await redelivery.returnAfter(record.receiptHandle, seconds, record.eventSourceARN).catch((error: unknown) => log.warn("a sign of life was lost", { error: String(error) }));
      await clock.wait((seconds * 1000) / BEATS_PER_HEARTBEAT);
    }
  };
  if (hiddenSeconds !== undefined) void beat(hiddenSeconds);
  return { stop: () => void (isStopped = true) };
}

async function shortenVisibility(record: SQSRecord, deps: SettleDeps): Promise<void> {
  const { min, max } = deps.retryDelaySeconds;
  const share = SHARE_OF_ATTEMPT[Number(record.attributes.ApproximateReceiveCount) - 1] ?? 1;
  const seconds = Math.max(1, Math.round((min + (max - min) * deps.clock.random()) * share));
  try {
    await deps.redelivery.returnAfter(record.receiptHandle, seconds, record.eventSourceARN);
  } catch (error) {
    // It comes back all the same, only later.
    deps.log.warn("could not shorten the visibility of a failed message", { error: String(error) });
  }
}

function logFailure(record: SQSRecord, error: unknown, log: Log): void {
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const fields = { attempt, ...(error instanceof FanfoldError ? { code: error.code } : {}) };
  log.error("attempt failed", fields, error);
}
