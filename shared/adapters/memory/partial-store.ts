import { PARTIAL_RETENTION_DAYS } from "../../core/limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PartialKey, PartialStore } from "../../ports/partial-store.ts";
import { partialExpiresAtMs } from "../job-expiry.ts";
import { createExpiringMap } from "./expiring-map.ts";

interface Partial {
  contentHash: string;
  generation: number;
  summary: Uint8Array;
  windowPages: Uint8Array[];
  receipt?: Uint8Array;
}

/** A partial store that holds everything in this process. The head's condition is judged when the last page has been taken. */
export function createMemoryPartialStore(clock: Clock): PartialStore {
  const partials = createExpiringMap<Partial>(clock);
  return {
    async put(key, generation, contentHash, summary, windowPages, receipt) {
      const expiresAtMs = partialExpiresAtMs(clock.now(), PARTIAL_RETENTION_DAYS);
      const partial: Partial = { contentHash, generation, summary: summary.slice(), windowPages: [] };
      for await (const page of windowPages) partial.windowPages.push(page.slice());
      if ((partials.get(keyOf(key))?.generation ?? generation) > generation) return false;
      if (receipt !== undefined) partial.receipt = receipt.sign({});
      partials.set(keyOf(key), partial, expiresAtMs);
      return true;
    },
    async open(key) {
      const partial = partials.get(keyOf(key));
      if (partial === undefined) return undefined;
      return {
        contentHash: partial.contentHash,
        generation: partial.generation,
        ...(partial.receipt === undefined ? {} : { receipt: partial.receipt.slice() }),
        summary: async () => partial.summary.slice(),
        async *windowPages() {
          for (const page of partial.windowPages) yield page.slice();
        },
      };
    },
  };
}

const keyOf = ({ jobId, level, child }: PartialKey) => JSON.stringify([jobId, level, child]);
