import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { parseTask, type FoldTask } from "../../shared/contracts/messages.ts";
import { AssertionError } from "../../shared/core/errors.ts";
import type { FoldDeps } from "../../shared/protocol/deps.ts";
import { foldNode } from "../../shared/protocol/fold-node.ts";
import { ONE_MESSAGE } from "../../shared/protocol/receipts.ts";
import { settleBatch, type SettleDeps } from "../../shared/protocol/settle-batch.ts";
import { describeTask } from "../../shared/protocol/tasks.ts";

export interface ReducerDeps extends FoldDeps, SettleDeps {}

/** The reducer: one delivery is one attempt at one fold. */
export const createReducer =
  (deps: ReducerDeps) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    settleBatch(
      event.Records,
      (record, log) => {
        deps.meter.add(ONE_MESSAGE);
        const task = parseFoldTask(record.body);
        log.note(describeTask(task));
        return foldNode(task, { ...deps, log });
      },
      deps,
    );

function parseFoldTask(body: string): FoldTask {
  const task = parseTask(body);
  if (task.kind !== "fold") throw new AssertionError("RANGE_ON_FOLDS_QUEUE", "a range task arrived on the folds queue", { jobId: task.jobId });
  return task;
}
