import type { Upload } from "../../shared/contracts/messages.ts";
import type { ReceiptTerms } from "../../shared/core/receipt/finalize-receipt.ts";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { JobEvents } from "../../shared/ports/job-events.ts";
import type { ObjectLister, ObjectStore } from "../../shared/ports/object-store.ts";
import type { PartialStore } from "../../shared/ports/partial-store.ts";
import type { TaskQueue } from "../../shared/ports/task-queue.ts";
import type { UploadSigner } from "../../shared/ports/upload-signer.ts";
import type { TaskDeps } from "../../shared/protocol/deps.ts";

/** What the results API works with. */
export interface ApiDeps extends TaskDeps {
  blocks: BlockStore;
  events: JobEvents;
  partials: PartialStore;
  objects: ObjectStore;
  lister: ObjectLister;
  uploads: TaskQueue<Upload>;
  /** Only looked at. */
  deadLetters: Pick<TaskQueue<never>, "depth">;
  signer: UploadSigner;
  clock: Clock;
  /** Where uploads go. */
  bucketName: string;
  /** For sources that fix none; null lets the object's size decide. */
  rangeBytesDefault: number | null;
  /** The sweeper's first patience with a job that was set to work again. */
  sweepPatienceSeconds: number;
  /** What receipts of jobs are reckoned by. */
  receiptTerms: ReceiptTerms;
}
