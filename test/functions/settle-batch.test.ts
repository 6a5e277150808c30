import { describe, expect, it } from "vitest";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryLog } from "../../shared/adapters/memory/memory-log.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { unmetered } from "../../shared/ports/meter.ts";
import { settleBatch } from "../../shared/protocol/settle-batch.ts";
import { recordOf } from "../world/sqs-record.ts";

const RECORDS = ["a", "b", "c", "d", "e"].map((messageId) => recordOf({ messageId, receiptHandle: messageId, body: "", receiveCount: 1, sentAtMs: 0 }));

/** Work through the batch, so many at once; which messages were under way together, and which failed. */
async function settle(atOnce: number | undefined, failing: readonly string[]) {
  const underWay = new Set<string>();
  const together: string[] = [];
  const redelivery = { returnAfter: async () => {} };
  const deps = { redelivery, retryDelaySeconds: { min: 1, max: 1 }, clock: createManualClock(0), log: createMemoryLog(), meter: unmetered };
  const { batchItemFailures } = await settleBatch(
    RECORDS,
    async ({ messageId }) => {
      underWay.add(messageId);
      await Promise.resolve();
      together.push([...underWay].join(""));
      underWay.delete(messageId);
      if (failing.includes(messageId)) throw new TransientError("INJECTED", "no luck");
    },
    deps,
    atOnce,
  );
  return { together, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe("settleBatch", () => {
  it("works on one record after the other unless more may be under way at once", async () => {
    expect((await settle(undefined, [])).together).toEqual(["a", "b", "c", "d", "e"]);
    const { together } = await settle(3, []);
    expect(together[0]).toBe("abc");
    expect(Math.max(...together.map((names) => names.length))).toBe(3);
  });

  it.each([1, 3, 10])("answers which records failed, in their order, and does the others, %i at once", async (atOnce) => {
    const { together, failed } = await settle(atOnce, ["d", "b"]);
    expect(failed).toEqual(["b", "d"]);
    expect(together).toHaveLength(RECORDS.length);
  });
});
