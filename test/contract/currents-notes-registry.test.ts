import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { DAY_MS, LATER_MS, START_MS, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

describe.each(IMPLEMENTATIONS)("the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  describe("takeCurrent", () => {
    it("makes the job current with the next version if the version is the one read", async () => {
      const objectId = uniqueName("object");
      expect(await stores.jobs.readCurrent(objectId)).toBeUndefined();
      expect(await stores.jobs.takeCurrent(objectId, "a", 1, LATER_MS)).toBe(false);
      expect(await stores.jobs.takeCurrent(objectId, "a", 0, LATER_MS)).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: "a", version: 1 });
      expect(await stores.jobs.takeCurrent(objectId, "b", 0, LATER_MS)).toBe(false);
      expect(await stores.jobs.takeCurrent(objectId, "a", 1, LATER_MS)).toBe(true);
      expect(await stores.jobs.takeCurrent(objectId, "b", 2, LATER_MS)).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: "b", version: 3 });
    });

    it("lets one of several splitters win that read the same version", async () => {
      const objectId = uniqueName("object");
      for (const versionRead of [0, 1]) {
        const taken = await Promise.all(["a", "b", "c"].map((jobId) => stores.jobs.takeCurrent(objectId, jobId, versionRead, LATER_MS)));
        expect(taken.filter(Boolean)).toHaveLength(1);
        expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: ["a", "b", "c"][taken.indexOf(true)], version: versionRead + 1 });
      }
    });

    it("shows the job of a key without content at once, if that is asked for, and of no other key", async () => {
      const objectId = uniqueName("object");
      const show = (jobId: string, versionRead: number) => stores.jobs.takeCurrent(objectId, jobId, versionRead, LATER_MS, { jobId, version: versionRead + 1, generation: 0 });
      const taken = await Promise.all(["a", "b"].map((jobId) => show(jobId, 0)));
      const jobId = ["a", "b"][taken.indexOf(true)]!;
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId, version: 1, published: { jobId, version: 1, generation: 0 } });
      await expect(show("c", 1)).rejects.toThrow("TAKEN_AND_SHOWN");
    });

    it("never brings the expiry nearer, and begins anew after it", async () => {
      const own = await start();
      await own.jobs.takeCurrent("o", "a", 0, START_MS + 2 * DAY_MS);
      await own.jobs.publish("o", { jobId: "a", version: 1, generation: 0 });
      expect(await own.jobs.takeCurrent("o", "b", 1, START_MS + DAY_MS)).toBe(true);
      await own.clock.advance(DAY_MS);
      expect(await own.jobs.readCurrent("o")).toMatchObject({ jobId: "b", version: 2, published: { jobId: "a" } });
      await own.clock.advance(DAY_MS);
      expect(await own.jobs.readCurrent("o")).toBeUndefined();
      expect(await own.jobs.publish("o", { jobId: "b", version: 2, generation: 0 })).toEqual({ isPublished: false });
      expect(await own.jobs.takeCurrent("o", "c", 2, LATER_MS)).toBe(false);
      expect(await own.jobs.takeCurrent("o", "c", 0, LATER_MS)).toBe(true);
      expect(await own.jobs.readCurrent("o")).toEqual({ objectId: "o", jobId: "c", version: 1 });
      await own.stop();
    });
  });

  describe("publish", () => {
    it("publishes the current job and says what was published before", async () => {
      const objectId = uniqueName("object");
      const first = { jobId: "a", version: 1, generation: 0 };
      await stores.jobs.takeCurrent(objectId, "a", 0, LATER_MS);
      expect(await stores.jobs.publish(objectId, first)).toEqual({ isPublished: true });
      expect(await stores.jobs.publish(objectId, first)).toEqual({ isPublished: true, previous: first });
      expect(await stores.jobs.publish(objectId, { ...first, generation: 1 })).toEqual({ isPublished: true, previous: first });
      await stores.jobs.takeCurrent(objectId, "b", 1, LATER_MS);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: "b", version: 2, published: { ...first, generation: 1 } });
      expect(await stores.jobs.publish(objectId, { jobId: "b", version: 2, generation: 0 })).toEqual({ isPublished: true, previous: { ...first, generation: 1 } });
    });

    it("refuses a job that is not current, and one older than what is published, by version and then generation", async () => {
      const objectId = uniqueName("object");
      await stores.jobs.takeCurrent(objectId, "a", 0, LATER_MS);
      const published = { jobId: "a", version: 3, generation: 1 };
      expect(await stores.jobs.publish(objectId, { ...published, jobId: "b" })).toEqual({ isPublished: false });
      await stores.jobs.publish(objectId, published);
      for (const older of [
        { version: 2, generation: 5 },
        { version: 3, generation: 0 },
      ]) {
        expect(await stores.jobs.publish(objectId, { jobId: "a", ...older })).toEqual({ isPublished: false, previous: published });
      }
      expect(await stores.jobs.publish(uniqueName("absent"), published)).toEqual({ isPublished: false });
    });
  });

  describe("gap notes", () => {
    it("lists the gaps of one job by range; a repeated note is one", async () => {
      const jobId = uniqueName("job");
      for (const rangeIndex of [300, 2, 10, 2]) await stores.jobs.noteGap({ jobId, rangeIndex, reason: `r${rangeIndex}`, attempts: 5 }, LATER_MS);
      await stores.jobs.noteGap({ jobId: `${jobId}x`, rangeIndex: 1, reason: "other", attempts: 5 }, LATER_MS);
      expect(await stores.jobs.readGaps(jobId)).toEqual([2, 10, 300].map((rangeIndex) => ({ jobId, rangeIndex, reason: `r${rangeIndex}`, attempts: 5 })));
    });

    it("archives dead letters beside gaps without becoming one, of any length, with a job or without", async () => {
      const jobId = uniqueName("job");
      await stores.jobs.archiveDeadLetter({ jobId, queueName: "ranges", messageId: "m", body: "é".repeat(300_000), receivedAtMs: START_MS }, LATER_MS);
      await stores.jobs.archiveDeadLetter({ messageId: "m", body: "", receivedAtMs: START_MS }, LATER_MS);
      expect(await stores.jobs.readGaps(jobId)).toEqual([]);
    });
  });

  describe("sources", () => {
    const own = (prefix: string) => stores.jobs.listSources().then((sources) => sources.filter(({ source }) => source.startsWith(prefix)));

    it("registers a source with its first job, and widens its days", async () => {
      const source = uniqueName("new#/ü");
      await Promise.all(["2026-11-21", "2026-11-22", "2026-11-20"].map((day) => stores.jobs.noteJobDay(source, day)));
      for (const day of ["2026-11-21", "2026-11-19", "2026-11-25", "2026-11-24"]) await stores.jobs.noteJobDay(source, day);
      expect(await own(source)).toEqual([{ source, prefixes: [], settings: DEFAULT_SOURCE_SETTINGS, firstJobDay: "2026-11-19", lastJobDay: "2026-11-25" }]);
    });

    it("sets prefixes and settings without touching the days, in either order", async () => {
      const [before, after] = [uniqueName("put-before"), uniqueName("put-after")];
      const settings = { ...DEFAULT_SOURCE_SETTINGS, retentionDays: 9, rangeBytes: 8, jsonAliases: { duration: ["t_s"] } };
      await stores.jobs.putSource({ source: before, prefixes: ["x/"], settings });
      expect(await own(before)).toEqual([{ source: before, prefixes: ["x/"], settings }]);
      await stores.jobs.noteJobDay(before, "2026-01-02");
      await stores.jobs.noteJobDay(after, "2026-01-02");
      await stores.jobs.putSource({ source: after, prefixes: ["x/"], settings, firstJobDay: "1999-01-01" });
      for (const source of [before, after]) expect(await own(source)).toEqual([{ source, prefixes: ["x/"], settings, firstJobDay: "2026-01-02", lastJobDay: "2026-01-02" }]);
    });

    it("lists sources by name and never loses one to time", async () => {
      const fresh = await start();
      for (const source of ["b", "", "a#", "%", "é", "a"]) await fresh.jobs.noteJobDay(source, "2026-01-02");
      await fresh.clock.advance(5_000 * DAY_MS);
      expect((await fresh.jobs.listSources()).map(({ source }) => source)).toEqual(["", "%", "a", "a#", "b", "é"]);
      await fresh.stop();
    });
  });

  it("knows a token by its hash only", async () => {
    const token = { sha256: uniqueName("f00"), role: "ingest" as const, name: "shipper", uploadPrefix: "shop/" };
    expect(await stores.jobs.readToken(token.sha256)).toBeUndefined();
    await stores.jobs.putToken(token);
    expect(await stores.jobs.readToken(token.sha256)).toEqual(token);
  });

  it("lists tokens, and knows one no more from its deletion or its expiry on", async () => {
    const own = await start();
    const [kept, deleted] = [uniqueName("a1"), uniqueName("a2")].map((sha256) => ({ sha256, role: "read" as const, name: "reader", createdAtMs: START_MS }));
    const brief = { ...kept!, sha256: uniqueName("a3"), expiresAtMs: START_MS + 60_000 };
    for (const token of [kept!, deleted!, brief]) await own.jobs.putToken(token);
    expect(await own.jobs.listTokens()).toEqual(expect.arrayContaining([kept, deleted, brief]));
    await own.jobs.deleteToken(deleted!.sha256);
    await own.jobs.deleteToken("never-there");
    expect(await own.jobs.readToken(deleted!.sha256)).toBeUndefined();
    await own.clock.advance(61_000);
    expect(await own.jobs.readToken(brief.sha256)).toBeUndefined();
    const listed = await own.jobs.listTokens();
    expect(listed).toEqual(expect.arrayContaining([kept]));
    expect(listed.map(({ sha256 }) => sha256)).not.toContain(brief.sha256);
    await own.stop();
  });
});
