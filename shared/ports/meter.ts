import type { Job } from "../contracts/job.ts";
import type { Receipt } from "../core/receipt/receipt.ts";
import type { SourceBlock } from "./block-store.ts";

/** A delivery of a message, one of several in its invocation. */
export interface MeteredDelivery {
  batchSize: number;
  /** 1 for the first delivery. */
  receives: number;
  /** Epoch ms; undefined where the queue does not say. */
  firstReceivedAtMs: number | undefined;
}

/** A call that the work under way will make after its receipt is written: what it asks of the services is known beforehand. */
export type ComingCall =
  | { call: "mark-child" | "take-current" | "publish" | "tell-end" }
  /** `job` as it ends. */
  | { call: "note-end-told"; job: Job }
  | { call: "put-source-block"; source: string; block: SourceBlock; expiresAtMs: number };

/**
 * The receipt that goes with a write. Whoever writes says what that write itself costs, `own`: it stands on the receipt that it carries. That depends
 * on the size of what is written, and so on the receipt's: `draft` says how long it will be, `sign` gives it away, and `withdraw`
 * takes it back when the write was refused.
 */
export interface ReceiptSource {
  draft(own: Receipt): Uint8Array;
  sign(own: Receipt): Uint8Array;
  withdraw(): void;
}

/** Counts what a function asks of the services, for each message by itself. */
export interface Meter {
  /** Do the work of one delivery: what it and everything that it starts asks of the services is counted for it alone. */
  measure<Result>(delivery: MeteredDelivery, work: () => Promise<Result>): Promise<Result>;
  /** Count what no client sees. */
  add(counted: Receipt): void;
  /**
   * What the work under way has cost since it was last signed for, with the calls that are still to come and the receipts that it carries on.
   * Undefined where nothing is measured.
   */
  claim(coming: readonly ComingCall[], carried?: readonly (Uint8Array | undefined)[]): ReceiptSource | undefined;
}

/** Measures nothing: for functions without receipts, and where there is nobody to pay. */
export const unmetered: Meter = { measure: (_delivery, work) => work(), add: () => {}, claim: () => undefined };
