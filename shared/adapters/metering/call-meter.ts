import { addReceipts, decodeReceipt, encodeReceipt, PARTS_PER_INVOCATION, subtractReceipt, type MeteredFunction, type Receipt } from "../../core/receipt/receipt.ts";
import type { ComingCall, Meter } from "../../ports/meter.ts";
import { createTally, tallyUnderWay, type Tally } from "./count-calls.ts";

export interface CallMeterOptions {
  functionName: MeteredFunction;
  memoryMb: number;
  costOfComing(coming: ComingCall): Receipt;
  /** Ms since the process began, for the time that a function takes to load: it is billed. */
  uptimeMs?: () => number;
  /** Epoch ms. */
  now?: () => number;
}

/** The work on one message: what it counted, and what of that it has signed for. */
interface Work extends Tally {
  /** In shared time, see {@link createCallMeter}. */
  startedMs: number;
  signed: Receipt;
}

/**
 * The meter of a function whose clients are counted ({@link countCalls}). Time is that from the start of the work on a message to the write that its
 * receipt goes with, divided among the messages that are worked on together; the first message of a process also pays for the time that it took to load.
 */
export function createCallMeter({ functionName, memoryMb, costOfComing, uptimeMs = () => performance.now(), now = Date.now }: CallMeterOptions): Meter {
  let loadingMs = uptimeMs();
  // Time passes more slowly the more messages share it: what all of them are charged is the time that passed.
  let sharedMs = 0;
  let sharedUntilMs = 0;
  let workers = 0;
  const shareTime = (): number => {
    const nowMs = uptimeMs();
    sharedMs += (nowMs - sharedUntilMs) / Math.max(1, workers);
    sharedUntilMs = nowMs;
    return sharedMs;
  };
  const works = new WeakMap<Tally, Work>();
  const underWay = (): Work | undefined => {
    const tally = tallyUnderWay.getStore();
    return tally && works.get(tally);
  };
  const costSoFar = ({ counts, startedMs }: Work): Receipt => ({ ...counts, [`${functionName}.megabyteMs`]: Math.ceil(shareTime() - startedMs) * memoryMb });

  return {
    async measure({ batchSize, receives, firstReceivedAtMs }, work) {
      const tally = createTally();
      works.set(tally, { ...tally, startedMs: shareTime() - loadingMs, signed: {} });
      loadingMs = 0;
      tally.add({ [`${functionName}.invocationParts`]: Math.round(PARTS_PER_INVOCATION / batchSize) });
      if (receives > 1) {
        tally.add({ "attempts.retries": receives - 1 });
        if (firstReceivedAtMs !== undefined) tally.add({ "attempts.recoveryMs": Math.max(0, now() - firstReceivedAtMs) });
      }
      workers++;
      try {
        return await tallyUnderWay.run(tally, work);
      } finally {
        shareTime();
        workers--;
      }
    },
    add: (counted) => tallyUnderWay.getStore()?.add(counted),
    claim(coming, carried = []) {
      const work = underWay();
      if (work === undefined) return undefined;
      let signedBefore = work.signed;
      const ofComing = addReceipts(coming.map(costOfComing));
      const carriedOn = addReceipts(carried.flatMap((bytes) => (bytes === undefined ? [] : [decodeReceipt(bytes)])));
      const encode = (spent: Receipt, own: Receipt): Uint8Array => encodeReceipt(addReceipts([subtractReceipt(spent, work.signed), ofComing, own, carriedOn]));
      return {
        draft: (own) => encode(costSoFar(work), own),
        sign(own) {
          const spent = costSoFar(work);
          signedBefore = work.signed;
          const signed = encode(spent, own);
          // What is still to come is signed for: it is not counted again when it comes.
          work.signed = addReceipts([work.signed, subtractReceipt(spent, work.signed), ofComing, own]);
          return signed;
        },
        withdraw: () => void (work.signed = signedBefore),
      };
    },
  };
}
