import { describe, expect, it } from "vitest";
import { finalizeReceipt, type ReceiptFacts, type ReceiptTerms } from "./finalize-receipt.ts";
import { PRICE_NAMES, PRICES_BY_REGION } from "./prices.ts";
import { addReceipts, COUNTERS, PARTS_PER_INVOCATION, type Receipt } from "./receipt.ts";

const FACTS: ReceiptFacts = {
  storedBytes: 64 * 1024 ** 2,
  isCompressed: false,
  lines: 300_000,
  ranges: 1,
  gaps: 0,
  createdAtMs: 1_000,
  resultAtMs: 2_500,
  isWhole: true,
};
const TERMS: ReceiptTerms = { region: "us-east-1", architecture: "arm64", isEmulated: false };
const COUNTED: Receipt = {
  "splitter.invocationParts": PARTS_PER_INVOCATION / 5,
  "splitter.megabyteMs": 512 * 100,
  "worker.invocationParts": PARTS_PER_INVOCATION,
  "worker.megabyteMs": 640 * 900,
  "s3.GetObject": 6,
  "sqs.SendMessageBatch": 1,
  "sqs.chunks": 1,
  "dynamodb.GetItem": 8,
  "dynamodb.UpdateItem": 5,
  "dynamodb.readHalves": 17,
  "dynamodb.writeUnits": 12,
  "events.PutEvents": 1,
  "upload.waitMs": 500,
};

describe("finalizeReceipt", () => {
  it("says requests, units, times and dollars by service", () => {
    const receipt = finalizeReceipt(COUNTED, FACTS, TERMS);
    expect(receipt).toMatchObject({
      basis: "exact",
      bytes: FACTS.storedBytes,
      secondsToResult: 2,
      lambda: { requests: 1.2, requestsByFunction: { splitter: 0.2, worker: 1 }, gbSecondsByFunction: { splitter: 0.05, worker: 0.5625 } },
      s3: { requests: { GetObject: 6 }, getRequests: 6, putRequests: 0 },
      sqs: { requests: { SendMessageBatch: 1 }, units: 1 },
      dynamodb: { requests: { GetItem: 8, UpdateItem: 5 }, readUnits: 8.5, writeUnits: 12 },
      polling: { sqsRequests: 3.4 },
      prices: { region: "us-east-1", architecture: "arm64", isOverridden: false },
    });
    const { lambda, s3, sqs, dynamodb, events, polling, total } = receipt.dollars;
    expect(lambda).toBeCloseTo(0.6125 * 0.0000133334 + 1.2 * 2e-7, 12);
    expect([s3, sqs, dynamodb, polling]).toEqual([6 * 4e-7, 4e-7, 8.5 * 1.25e-7 + 12 * 6.25e-7, 3.4 * 4e-7].map((dollars) => expect.closeTo(dollars, 12)));
    expect(total).toBeCloseTo(lambda + s3 + sqs + dynamodb + events + polling, 12);
    expect(receipt.megabytesPerSecond).toBeCloseTo(FACTS.storedBytes / 1e6 / 2, 9);
  });

  it("counts every counter that is a request under its service", () => {
    const { s3, sqs, dynamodb, events } = finalizeReceipt(Object.fromEntries(COUNTERS.map((counter) => [counter, 1])), FACTS, TERMS);
    const named = Object.entries({ s3, sqs, dynamodb, events }).flatMap(([service, { requests }]) => Object.keys(requests).map((operation) => `${service}.${operation}`));
    expect(named.toSorted()).toEqual(COUNTERS.filter((counter) => /^(s3|sqs|dynamodb|events)\.([A-Z]|other$)/.test(counter)).toSorted());
  });

  it("has a dollar for every price but that of logs, which no function counts", () => {
    const total = (overrides: NonNullable<ReceiptTerms["overrides"]>, architecture: ReceiptTerms["architecture"] = "arm64") => {
      const { dollars, athena } = finalizeReceipt(addReceipts([COUNTED, { "s3.other": 1 }]), FACTS, { ...TERMS, architecture, overrides });
      return dollars.total + athena.dollars;
    };
    const silent = PRICE_NAMES.filter((name) => total({ [name]: 1 }) === total({}) && total({ [name]: 1 }, "x86_64") === total({}, "x86_64"));
    expect(silent).toEqual(["logGb"]);
  });

  it("takes the price of the processor, the default region's where the table has none, and says so when somebody set one", () => {
    expect(finalizeReceipt(COUNTED, FACTS, { ...TERMS, architecture: "x86_64" }).dollars.lambda).toBeGreaterThan(finalizeReceipt(COUNTED, FACTS, TERMS).dollars.lambda);
    expect(finalizeReceipt(COUNTED, FACTS, { ...TERMS, region: "eu-nowhere-1" }).prices.region).toBe("us-east-1");
    const overridden = finalizeReceipt(COUNTED, FACTS, { ...TERMS, overrides: { s3Get: 1 } });
    expect([overridden.dollars.s3, overridden.prices.isOverridden]).toEqual([6, true]);
    expect(PRICES_BY_REGION["us-east-1"]).toBeDefined();
  });

  it("charges Athena for the object as it is stored, whole megabytes and ten at least", () => {
    const athenaOf = (storedBytes: number) => finalizeReceipt(COUNTED, { ...FACTS, storedBytes }, TERMS).athena;
    expect(athenaOf(1)).toEqual({ scannedBytes: 10 * 1024 ** 2, dollars: expect.closeTo((10 / 1024 ** 2) * 5, 12) });
    expect(athenaOf(20 * 1024 ** 2 + 1).scannedBytes).toBe(21 * 1024 ** 2);
    expect(athenaOf(1024 ** 4).dollars).toBe(5);
  });

  it("is a lower bound where something failed or did not report, and an estimate on emulators", () => {
    const basisOf = (counted: Receipt, facts: Partial<ReceiptFacts> = {}, terms: Partial<ReceiptTerms> = {}) =>
      finalizeReceipt({ ...COUNTED, ...counted }, { ...FACTS, ...facts }, { ...TERMS, ...terms }).basis;
    expect([basisOf({ "attempts.retries": 1 }), basisOf({ "attempts.faults": 1 }), basisOf({}, { isWhole: false })]).toEqual(["lower-bound", "lower-bound", "lower-bound"]);
    expect(basisOf({ "attempts.retries": 1 }, {}, { isEmulated: true })).toBe("estimate");
  });

  it("knows the text of a compressed object only from who read it, and no time of a job that never had a result", () => {
    const compressed = { ...FACTS, isCompressed: true };
    expect(finalizeReceipt(COUNTED, compressed, TERMS).bytes).toBeNull();
    expect(finalizeReceipt({ ...COUNTED, "text.bytes": 5 }, compressed, TERMS).bytes).toBe(5);
    const { secondsToResult, megabytesPerSecond } = finalizeReceipt(COUNTED, { ...FACTS, resultAtMs: undefined }, TERMS);
    expect([secondsToResult, megabytesPerSecond]).toEqual([null, null]);
  });
});
