import { describe, expect, it } from "vitest";
import { encodeAttribute } from "../../shared/adapters/dynamodb/attributes.ts";
import { itemBytes } from "../../shared/adapters/dynamodb/item-size.ts";
import { encodeStored } from "../../shared/adapters/dynamodb/item-table.ts";
import { buildJobItem } from "../../shared/adapters/dynamodb/job-item.ts";
import { signWrite } from "../../shared/adapters/dynamodb/own-cost.ts";
import { indexEntriesWritten, WRITE_UNIT_BYTES, writeUnits } from "../../shared/adapters/dynamodb/units.ts";
import { DEFAULT_SOURCE_SETTINGS, type Job } from "../../shared/contracts/job.ts";
import { SORT_KEY, buildNodePk } from "../../shared/contracts/table-keys.ts";
import { FAN_IN } from "../../shared/core/limits.ts";
import { COUNTERS, encodeReceipt, type Receipt } from "../../shared/core/receipt/receipt.ts";
import { buildJob } from "./fixtures.ts";

const item = (job: Job) => encodeStored(buildJobItem(job));
/** As long a receipt as a job of 10 TB leaves. */
const LARGE: Receipt = Object.fromEntries(COUNTERS.filter((counter) => !/other|stream|text|attempts/.test(counter)).map((counter) => [counter, 50_000_000]));
const ended = (job: Job): Job => ({ ...job, state: "complete", endedAtMs: job.createdAtMs + 1_000 });

describe("writeUnits", () => {
  it("are those of the table and of each index that shows a change", () => {
    const live = buildJob({ state: "queued" });
    const running = { ...live, state: "running" as const };
    const names = (before: Job | undefined, after: Job) => indexEntriesWritten(before && item(before), item(after)).map(({ index }) => index.name);
    expect(names(undefined, live)).toEqual(["jobs", "live"]);
    expect(names(live, running)).toEqual(["jobs"]);
    expect(names(running, ended(running))).toEqual(["jobs", "live"]);
    expect(names(running, { ...running, nextCheckAtMs: running.nextCheckAtMs + 1 })).toEqual(["jobs", "live", "live"]);
    expect(names(live, live)).toEqual([]);
    expect([writeUnits(undefined, item(live)), writeUnits(item(live), item(running)), writeUnits(item(running), item(ended(running)))]).toEqual([3, 2, 3]);
  });

  it("go by the larger of what was there and what comes", () => {
    const text = (length: number) => ({ pk: { S: "a" }, sk: { S: "b" }, text: { S: "x".repeat(length) } });
    expect([writeUnits(text(3_000), text(1)), writeUnits(text(1), text(3_000)), writeUnits(undefined, text(1_024 - 10)), writeUnits(undefined, text(1_024))]).toEqual([3, 3, 1, 2]);
  });
});

describe("an item of one unit", () => {
  it("is a node with all its children", () => {
    const children = new Set(Array.from({ length: FAN_IN }, (_, child) => child));
    const node = {
      pk: buildNodePk({ jobId: "f".repeat(32), level: 1, index: 255 }),
      sk: SORT_KEY.node,
      childCount: FAN_IN,
      generation: 10,
      expiresAt: 1_900_000_000,
      done: children,
    };
    expect(itemBytes(encodeStored(node))).toBeLessThan(WRITE_UNIT_BYTES);
  });

  it("is a job with a receipt, also under the long key of a load balancer's log", () => {
    const objectKey =
      "AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/11/21/123456789012_elasticloadbalancing_us-east-1_app.my-loadbalancer.1234567890abcdef_20261121T2340Z_172.160.001.192_20sg8hgm.log.gz";
    const { columns: _columns, ...plain } = buildJob({ jobId: "a".repeat(32), objectId: "b".repeat(32), settings: DEFAULT_SOURCE_SETTINGS });
    const job = ended({ ...plain, objectKey, bucketName: "fanfold-dev-logsbucketcc3b17e8-abcdefghijkl", encoding: "gzip" });
    expect(itemBytes(item({ ...job, finishReceipt: encodeReceipt(LARGE) }))).toBeLessThan(WRITE_UNIT_BYTES);
  });
});

describe("signWrite", () => {
  it("counts its own write by the size that the receipt makes it", () => {
    const receipt = encodeReceipt(LARGE);
    const ownOf = (textBytes: number): Receipt[] => {
      const seen: Receipt[] = [];
      const sign = (own: Receipt) => (seen.push(own), receipt);
      signWrite({ draft: () => receipt, sign, withdraw: () => {} }, "PutItem", undefined, (signed) => ({ pk: "a", sk: "b", text: "x".repeat(textBytes), receipt: signed }));
      return seen;
    };
    const room = WRITE_UNIT_BYTES - itemBytes(encodeStored({ pk: "a", sk: "b", text: "", receipt }));
    expect(ownOf(room)).toEqual([{ "dynamodb.PutItem": 1, "dynamodb.writeUnits": 1 }]);
    expect(ownOf(room + 1)).toEqual([{ "dynamodb.PutItem": 1, "dynamodb.writeUnits": 2 }]);
    expect(encodeAttribute(receipt)).toEqual({ B: receipt });
  });
});
