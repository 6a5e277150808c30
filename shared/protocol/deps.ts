import type { FoldTask, RangeTask } from "../contracts/messages.ts";
import type { BlockStore } from "../ports/block-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { JobEvents } from "../ports/job-events.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { PartialStore } from "../ports/partial-store.ts";
import type { TaskQueue } from "../ports/task-queue.ts";

/** What sending the tasks of a job needs. */
export interface TaskDeps {
  jobs: JobStore;
  ranges: TaskQueue<RangeTask>;
  streams: TaskQueue<RangeTask>;
  folds: TaskQueue<FoldTask>;
  log: Log;
}

/** What writing and publishing a result needs. */
export interface FinishDeps {
  jobs: JobStore;
  blocks: BlockStore;
  events: JobEvents;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** What the fold needs besides. */
export interface FoldDeps extends TaskDeps, FinishDeps {
  partials: PartialStore;
}
