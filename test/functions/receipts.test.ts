import { describe, expect, it } from "vitest";
import type { Job } from "../../shared/contracts/job.ts";
import { addReceipts, decodeReceipt, encodeReceipt, type Receipt } from "../../shared/core/receipt/receipt.ts";
import type { Meter } from "../../shared/ports/meter.ts";
import { readJobDocument } from "../../shared/protocol/read-document.ts";
import { accessLog, firstMinutes, readDepsOf } from "../api/access-log.ts";
import { createWorld, type WorldOptions } from "../world/world.ts";

/** One for each write that carries a receipt. */
const SIGNED: Receipt = { "s3.GetObject": 1, "splitter.megabyteMs": 1 };

/** Counts nothing but who signs: each receipt says one, and carries on what it was given. What is added is of no job in particular. */
const countingMeter: Meter = {
  measure: (_delivery, work) => work(),
  add: () => {},
  claim(_coming, carried = []) {
    const receipt = encodeReceipt(addReceipts([SIGNED, ...carried.flatMap((bytes) => (bytes === undefined ? [] : [decodeReceipt(bytes)]))]));
    return { draft: () => receipt, sign: () => receipt, withdraw: () => {} };
  },
};
const signedIn = (receipt: Uint8Array | undefined): number | undefined => receipt && (decodeReceipt(receipt)["s3.GetObject"] ?? 0);

const BYTES = accessLog(firstMinutes(4), 60);
const rangesOf = (count: number): number => Math.ceil(BYTES.length / count);

async function finish(options: WorldOptions, times = 1): Promise<Job> {
  const world = createWorld({ meter: countingMeter, ...options });
  world.put("shop/a.log", BYTES);
  for (let time = 1; time < times; time++) world.announce("shop/a.log");
  await world.settleAll();
  const job = await world.currentJob("shop/a.log");
  expect(job.state).toBe("complete");
  return job;
}

describe("the receipt of a job", () => {
  it("has each range and each fold once", async () => {
    const flat = await finish({ rangeBytes: rangesOf(20) });
    expect(signedIn(flat.finishReceipt)).toBe(flat.rangeCount + 1);
    expect(signedIn(flat.splitReceipt)).toBe(1);
    const deep = await finish({ rangeBytes: rangesOf(300) });
    expect(deep.rangeCount).toBeGreaterThan(256);
    expect(signedIn(deep.finishReceipt)).toBe(deep.rangeCount + Math.ceil(deep.rangeCount / 256) + 1);
  });

  it("is one for a job that its splitter finishes", async () => {
    const small = await finish({});
    expect([signedIn(small.finishReceipt), signedIn(small.splitReceipt)]).toEqual([1, undefined]);
  });

  it("is a set: whatever is delivered twice, killed or fails, each range and fold of it counts once", async () => {
    const faults = { double: 0.3, crashBefore: 0.01, crashAfter: 0.01, failBefore: 0.02, failAfter: 0.02 };
    for (let seed = 1; seed <= 10; seed++) {
      const job = await finish({ seed, rangeBytes: rangesOf(12), faults }, 2);
      expect(signedIn(job.finishReceipt), `seed ${seed}`).toBe(job.rangeCount + 1);
    }
  });

  it("is beside the result: the document without it is that of a job that nobody measured", async () => {
    const documents = await Promise.all(
      [countingMeter, undefined].map(async (meter) => {
        const world = createWorld({ rangeBytes: rangesOf(20), ...(meter && { meter }) });
        world.put("shop/a.log", BYTES);
        await world.settleAll();
        const { jobId } = await world.currentJob("shop/a.log");
        const terms = { region: "us-east-1", architecture: "arm64", isEmulated: false } as const;
        return (await readJobDocument(jobId, {}, { ...readDepsOf(world), receiptTerms: terms }))!.document;
      }),
    );
    const [measured, unmeasured] = documents;
    expect(unmeasured!.job.receipt).toBeUndefined();
    const { receipt, ...job } = measured!.job;
    expect(receipt).toMatchObject({ basis: "exact", ranges: 20, gaps: 0, retries: 0, s3: { getRequests: 22 }, secondsToResult: 0 });
    expect({ ...measured, job }).toEqual(unmeasured);
  });

  it("is a lower bound of a job with gaps, also once a redrive has filled them", async () => {
    let isPoison = true;
    const rangeBytes = rangesOf(8);
    const world = createWorld({ meter: countingMeter, rangeBytes, faults: { isPoison: (startByte) => isPoison && startByte === 3 * rangeBytes - 1 } });
    world.put("shop/a.log", BYTES);
    await world.settleAll();
    const { jobId } = await world.currentJob("shop/a.log");
    const receiptTerms = { region: "us-east-1", architecture: "arm64", isEmulated: false } as const;
    const read = async () => (await readJobDocument(jobId, {}, { ...readDepsOf(world), receiptTerms }))!.document.job;
    const withGap = await read();
    expect([withGap.state, withGap.receipt]).toMatchObject(["complete-with-gaps", { basis: "lower-bound", gaps: 1 }]);
    isPoison = false;
    await world.redrive(jobId);
    expect((await read()).receipt).toBeUndefined();
    await world.settleAll();
    const healed = await read();
    // The ranges, the splitter, the root, and the root again: it deletes what it took the place of.
    expect([healed.state, healed.receipt]).toMatchObject(["complete", { basis: "lower-bound", gaps: 0, s3: { getRequests: 8 + 3 } }]);
  });
});
