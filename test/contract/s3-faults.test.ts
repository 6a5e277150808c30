import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { S3Client } from "@aws-sdk/client-s3";
import { createS3ObjectStore } from "../../shared/adapters/s3/object-store.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { startFaultyS3 } from "./faulty-s3.ts";
import type { Fault, FaultyS3 } from "./faulty-s3.ts";
import { collect, createHastyClock } from "./fixtures.ts";

const PIECE_BYTES = 100_000;
const OBJECT_BYTES = 350_000;
/** For faults that only a timeout ends, and for all others, where none should happen by itself. */
const SHORT_TIMEOUT_MS = 300;
const LONG_TIMEOUT_MS = 120_000;
const isEndless = (fault: Fault) => "hang" in fault || "stallAfter" in fault;

describe("reading from a faulty S3", () => {
  let faulty: FaultyS3;
  let client: S3Client | undefined;
  let store: ObjectStore;
  let clock: ReturnType<typeof createHastyClock>;
  /** Read with a client that gives up after so long. */
  const connect = (timeoutMs: number) => {
    client?.destroy();
    client = new S3Client({
      endpoint: faulty.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
      maxAttempts: 1,
      requestHandler: { requestTimeout: timeoutMs, socketTimeout: timeoutMs, throwOnRequestTimeout: true },
    });
    store = createS3ObjectStore(client, clock, { pieceBytes: PIECE_BYTES, triesMax: 4 });
  };
  beforeEach(async () => {
    faulty = await startFaultyS3(OBJECT_BYTES);
    clock = createHastyClock();
    connect(LONG_TIMEOUT_MS);
  });
  afterEach(async () => {
    client?.destroy();
    await faulty.stop();
  });

  const read = async (startByte = 0, endByte = OBJECT_BYTES) => Buffer.concat(await collect(store.readRange(faulty.object, startByte, endByte)));
  const expectWhole = async () => expect(Buffer.compare(await read(), faulty.bytes)).toBe(0);

  it("asks for each piece once, over connections that it uses again", async () => {
    await expectWhole();
    expect(faulty.ranges).toEqual(["bytes=0-99999", "bytes=100000-199999", "bytes=200000-299999", "bytes=300000-349999"]);
    for (let time = 0; time < 5; time++) await read(100, 250_000);
    expect(faulty.connections).toBeLessThanOrEqual(3);
    expect(clock.waits).toBe(0);
  });

  it.each([
    ["a 503", { status: 503 }],
    ["a 500", { status: 500 }],
    ["a 429", { status: 429 }],
    ["a connection that breaks at once", { resetAfter: 0 }],
    ["a request that hangs", { hang: true }],
    ["other bytes than asked for", { startByte: 5 }],
    ["an answer that ignores the range", { ignoresRange: true }],
  ] as [string, Fault][])("survives %s on any request", async (_, fault) => {
    if (isEndless(fault)) connect(SHORT_TIMEOUT_MS);
    for (const startByte of [0, 100_000, 300_000]) {
      faulty.faultsAt.set(startByte, fault);
      await expectWhole();
    }
    if (!isEndless(fault)) expect(clock.waits).toBe(3);
  });

  it.each([
    ["breaks", { resetAfter: 33_333 }],
    ["is short", { shortenTo: 33_333 }],
    ["stalls", { stallAfter: 33_333 }],
  ] as [string, Fault][])("goes on where a body that %s stopped", async (_, fault) => {
    if (isEndless(fault)) connect(SHORT_TIMEOUT_MS);
    faulty.faultsAt.set(100_000, fault);
    await expectWhole();
    const resumed = faulty.ranges.filter((range) => !/^bytes=\d00000-/.test(range) && range !== "bytes=0-99999");
    expect(resumed.length).toBeGreaterThanOrEqual(1);
    const from = Number(/^bytes=(\d+)-199999$/.exec(resumed[0]!)![1]);
    // Bytes that were on their way when a connection broke may be lost.
    expect(from).toBeLessThanOrEqual(133_333);
    if ("shortenTo" in fault) expect(from).toBe(133_333);
  });

  it("gives up a piece after so many tries", async () => {
    faulty.faults = Array.from({ length: 9 }, () => ({ status: 503 }));
    await expect(read()).rejects.toMatchObject({ name: "TransientError", code: "OBJECT_UNREADABLE", context: { byte: 0, tries: 4 } });
    expect(clock.waits).toBe(3);
  });

  it.each([
    ["412", { status: 412 }, "OBJECT_REPLACED"],
    ["416", { status: 416 }, "OBJECT_REPLACED"],
    ["404", { status: 404 }, "OBJECT_DELETED"],
    ["403", { status: 403 }, "OBJECT_FORBIDDEN"],
    ["another ETag where the condition is ignored", { eTag: "ffffffffffffffffffffffffffffffff" }, "OBJECT_REPLACED"],
    ["another size under the same ETag", { objectBytes: OBJECT_BYTES + 1 }, "OBJECT_REPLACED"],
  ] as [string, Fault, string][])("ends at once at %s, after the bytes before it", async (_, fault, code) => {
    faulty.faultsAt.set(200_000, fault);
    const got: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of store.readRange(faulty.object, 0, OBJECT_BYTES)) got.push(piece);
    };
    await expect(reading()).rejects.toMatchObject({ name: "InputError", code });
    expect(Buffer.compare(Buffer.concat(got), faulty.bytes.subarray(0, 200_000))).toBe(0);
    expect(clock.waits).toBe(0);
  });

  it("asks for one piece ahead at most, and leaves nothing open when the reader stops early", async () => {
    for (const ahead of [{ stallAfter: 10 }, { hang: true }] as Fault[]) {
      faulty.faultsAt.set(0, { stallAfter: 50_000 }).set(100_000, ahead);
      faulty.ranges = [];
      for await (const piece of store.readRange(faulty.object, 0, OBJECT_BYTES)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      await faulty.settled();
      expect(faulty.ranges.length).toBeLessThanOrEqual(2);
    }
  });

  it("leaves nothing open when a piece ahead of a failed one is under way", async () => {
    for (const ahead of [{ stallAfter: 10 }, { hang: true }] as Fault[]) {
      faulty.faultsAt.set(0, { status: 403 }).set(100_000, ahead);
      await expect(read()).rejects.toMatchObject({ code: "OBJECT_FORBIDDEN" });
      await faulty.settled();
    }
  });

  it("leaves nothing open of an answer that it refuses", async () => {
    faulty.faultsAt.set(0, { eTag: "ffffffffffffffffffffffffffffffff", stallAfter: 10 });
    await expect(read(0, PIECE_BYTES)).rejects.toMatchObject({ code: "OBJECT_REPLACED" });
    await faulty.settled();
    faulty.faultsAt.set(0, { startByte: 5, stallAfter: 10 });
    await expectWhole();
    await faulty.settled();
    faulty.faultsAt.set(0, { startByte: 5, stallAfter: 10 });
    expect((await store.readStart("logs", "big.log", 9))!.bytes).toHaveLength(9);
    await faulty.settled();
  });

  describe("readStart", () => {
    const start = () => store.readStart("logs", "big.log", 1_000);

    it.each([
      ["a 503", { status: 503 }],
      ["a body that breaks", { resetAfter: 10 }],
      ["a body that is short", { shortenTo: 10 }],
      ["a request that hangs", { hang: true }],
    ] as [string, Fault][])("survives %s", async (_, fault) => {
      if (isEndless(fault)) connect(SHORT_TIMEOUT_MS);
      faulty.faults = [fault];
      const answer = (await start())!;
      expect([answer.objectBytes, answer.eTag, Buffer.compare(answer.bytes, faulty.bytes.subarray(0, 1_000))]).toEqual([OBJECT_BYTES, faulty.object.eTag, 0]);
      await faulty.settled();
    });

    it("takes the start of an answer without a range, and leaves the rest", async () => {
      faulty.faults = [{ ignoresRange: true }];
      expect((await start())!.bytes).toHaveLength(1_000);
      await faulty.settled();
    });

    it("asks again without a range where there is none to satisfy: the object is empty", async () => {
      const empty = await startFaultyS3(0);
      const emptyClient = new S3Client({ endpoint: empty.endpoint, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" }, forcePathStyle: true });
      empty.faults = [{ status: 416 }];
      expect(await createS3ObjectStore(emptyClient, clock).readStart("logs", "empty", 9)).toMatchObject({ objectBytes: 0, bytes: new Uint8Array() });
      expect(empty.ranges).toEqual(["bytes=0-8", "all"]);
      emptyClient.destroy();
      await empty.stop();
    });

    it("says what may not be read, and what does not answer", async () => {
      faulty.faults = [{ status: 403 }];
      await expect(start()).rejects.toMatchObject({ name: "InputError", code: "OBJECT_FORBIDDEN" });
      faulty.faults = Array.from({ length: 4 }, () => ({ status: 500 }));
      await expect(start()).rejects.toMatchObject({ name: "TransientError", code: "OBJECT_UNREADABLE" });
    });
  });
});
