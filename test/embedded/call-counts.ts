import type { ReceiptDocument } from "../../shared/contracts/document.ts";
import { METERED_FUNCTIONS } from "../../shared/core/receipt/receipt.ts";
import { waitFor } from "../e2e/jobs.ts";
import { logicalIdsOfFunctions } from "./function-grants.ts";
import type { RecordedCall } from "./recording-proxy.ts";

/** How often, by name. */
export type Counts = Record<string, number>;

/** So long nothing was asked or answered: a job has ended, and its functions too. */
const QUIET_MS = 600;

/** Counts the calls of the functions that give receipts, as proxies in front of the services see them. */
export function createCallCounts() {
  const logicalIds = logicalIdsOfFunctions();
  const counts: Counts = {};
  let lastMovedMs = performance.now();
  let underWay = 0;
  return {
    note({ caller, action, operation }: RecordedCall): void {
      // Not a call of its own: the right that an answer needed besides.
      if (action === "s3:ListBucket" && operation === "s3.GetObject") return;
      underWay++;
      lastMovedMs = performance.now();
      if (METERED_FUNCTIONS.some((name) => logicalIds[name] === caller)) counts[operation] = (counts[operation] ?? 0) + 1;
    },
    settled(): void {
      underWay--;
      lastMovedMs = performance.now();
    },
    /** The counts so far. */
    read: (): Counts => ({ ...counts }),
    /** Resolves when nobody has called for a while. */
    quiet: () => waitFor("nobody to call", async () => (underWay === 0 && performance.now() - lastMovedMs > QUIET_MS ? true : undefined), 60_000),
  };
}

/** What came to `now` since `before`. */
export function countsSince(before: Counts, now: Counts): Counts {
  const differences = Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(differences.filter(([, count]) => count !== 0));
}

/** The requests of all these receipts by service and operation, and the invocations by function. */
export function requestsOf(receipts: readonly ReceiptDocument[]): { calls: Counts; invocations: Counts } {
  const calls: Counts = {};
  const invocations: Counts = {};
  const add = (into: Counts, name: string, count: number): void => void (into[name] = (into[name] ?? 0) + count);
  for (const receipt of receipts) {
    for (const service of ["s3", "sqs", "dynamodb", "events"] as const)
      for (const [operation, count] of Object.entries(receipt[service].requests)) add(calls, `${service}.${operation}`, count);
    for (const [name, count] of Object.entries(receipt.lambda.requestsByFunction)) add(invocations, name, count);
  }
  return { calls, invocations };
}
