import { describe, expect, it } from "vitest";
import type { UploadAnswer } from "../../shared/contracts/api.ts";
import { DAY_MS } from "../../shared/protocol/expiry.ts";
import { createApiFixture, type ApiFixture } from "./api-fixture.ts";
import { accessLog, firstMinutes } from "./access-log.ts";

/** A finished job of so many minutes. */
async function withJob(minutes = 3, objectKey = "shop/a.log"): Promise<ApiFixture & { jobId: string }> {
  const fixture = await createApiFixture();
  fixture.world.put(objectKey, accessLog(firstMinutes(minutes), 10));
  await fixture.world.settleAll();
  return { ...fixture, jobId: (await fixture.world.currentJob(objectKey)).jobId };
}

/** A job of ten ranges of which one failed. */
async function withGap(): Promise<ApiFixture & { jobId: string; heal: () => void }> {
  const bytes = accessLog(firstMinutes(10), 10);
  const rangeBytes = Math.ceil(bytes.length / 10);
  let isPoison = true;
  const fixture = await createApiFixture({ rangeBytes, faults: { isPoison: (startByte) => isPoison && startByte >= 3 * rangeBytes - 1 && startByte < 4 * rangeBytes - 1 } });
  fixture.world.put("shop/a.log", bytes);
  await fixture.world.settleAll();
  return { ...fixture, jobId: (await fixture.world.currentJob("shop/a.log")).jobId, heal: () => void (isPoison = false) };
}

async function listAll({ get }: ApiFixture, query: Record<string, string>): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined;) {
    const { body } = await get("/jobs", { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } });
    pages.push(body.jobs.map(({ objectKey }) => objectKey));
    cursor = body.next;
    if (pages.length > 50) throw new Error("the pages do not end");
  }
  return pages;
}

describe("GET /jobs", () => {
  it("is empty without a job", async () => {
    expect((await (await createApiFixture()).get("/jobs")).body).toEqual({ jobs: [] });
  });

  it("lists jobs of all sources and days newest first, each on exactly one page", async () => {
    const fixture = await createApiFixture();
    const keys: string[] = [];
    for (let day = 0; day < 3; day++) {
      for (const key of ["shop", "web", "shop", "api"].map((source, index) => `${source}/${day}-${index}.log`)) {
        keys.push(key);
        fixture.world.put(key, accessLog([day], 1 + keys.length));
        await fixture.world.settleAll();
        await fixture.world.clock.advance(key.startsWith("web") ? 0 : 1_000);
      }
      await fixture.world.clock.advance(2 * DAY_MS);
    }
    const pages = await listAll(fixture, { limit: "5" });
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 2]);
    expect(pages.flat().toSorted()).toEqual(keys.toSorted());
    const { body } = await fixture.get("/jobs");
    expect(body.jobs.map((job) => job.objectKey)).toEqual(pages.flat());
    const created = body.jobs.map((job) => job.createdAt ?? "");
    expect(created).toEqual(created.toSorted().toReversed());
    expect((await listAll(fixture, { source: "shop", limit: "4" })).flat()).toEqual(pages.flat().filter((key) => key.startsWith("shop/")));
    expect(await listAll(fixture, { source: "nobody" })).toEqual([[]]);
  });

  it("ends a page after a bounded number of days, and the next one goes on", async () => {
    const fixture = await createApiFixture();
    fixture.world.put("shop/old.log", accessLog([1], 1));
    await fixture.world.settleAll();
    await fixture.world.jobs.noteJobDay("shop", "2028-11-21");
    const pages = await listAll(fixture, {});
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(["shop/old.log"]);
  });
});

describe("GET /jobs/{jobId}", () => {
  it("answers the job with its progress and summary", async () => {
    const { get, jobId } = await withJob();
    const { body } = await get(`/jobs/${jobId}`);
    expect(body).toMatchObject({
      job: { jobId, source: "shop", objectKey: "shop/a.log", state: "complete", ranges: { total: 1, done: 1, failed: 0 } },
      summary: { records: 30, requests: 30 },
    });
    expect(Object.keys(body)).toEqual(["job", "summary"]);
  });

  it("has no summary before anything is folded", async () => {
    const { get, world } = await createApiFixture({ rangeBytes: 200 });
    world.put("shop/a.log", accessLog([0], 10));
    await world.step();
    const { jobId } = await world.currentJob("shop/a.log");
    expect((await get(`/jobs/${jobId}`)).body).toMatchObject({ job: { state: "running", ranges: { done: 0 } }, summary: null });
  });

  it.each(["nothing", "0".repeat(32), "0".repeat(31), "A".repeat(32), "%00", "x".repeat(5_000)])("is 404 for %s", async (jobId) => {
    const { get } = await createApiFixture();
    expect((await get(`/jobs/${jobId}`)).body.code).toBe("JOB_NOT_FOUND");
  });

  it("prints sums of bytes with all their digits", async () => {
    const { get, world } = await createApiFixture();
    const big = '{"time":"2026-11-21T00:00:00Z","bytes":9007199254740991}\n';
    world.put("shop/a.log", Buffer.from(big.repeat(3)));
    await world.settleAll();
    const { jobId } = await world.currentJob("shop/a.log");
    expect((await get(`/jobs/${jobId}`)).text).toContain('"bytes":27021597764222973');
  });
});

describe("GET /jobs/{jobId}/routes", () => {
  it("answers routes, services and hosts", async () => {
    const { get, jobId } = await withJob();
    const { body } = await get(`/jobs/${jobId}/routes`);
    expect(Object.keys(body)).toEqual(["job", "routes", "services", "hosts"]);
    expect(body.routes).toMatchObject({ isExact: true, otherRecords: 0, entries: [{ key: "/items/:id", records: 30, errors: 3 }] });
  });
});

describe("POST /jobs/{jobId}/redrive", () => {
  it("starts what can be redriven, and the job ends complete", async () => {
    const { call, get, world, jobId, heal } = await withGap();
    heal();
    const { status, headers, body } = await call("POST", `/jobs/${jobId}/redrive`, { as: "admin" });
    expect([status, body.outcome, body.job.state, body.job.generation, headers["location"]]).toEqual([202, "started", "running", 1, `/jobs/${jobId}`]);
    expect((await call("POST", `/jobs/${jobId}/redrive`, { as: "admin" })).body).toMatchObject({ status: 409, code: "JOB_RUNNING" });
    await world.settleAll();
    expect((await get(`/jobs/${jobId}`)).body).toMatchObject({ job: { state: "complete", gaps: [] }, summary: { records: 100 } });
  });

  it("refuses a complete job, and one that is not there", async () => {
    const { call, jobId } = await withJob();
    expect((await call("POST", `/jobs/${jobId}/redrive`, { as: "admin" })).body).toMatchObject({ status: 409, code: "NOT_REDRIVABLE" });
    expect((await call("POST", `/jobs/${"0".repeat(32)}/redrive`, { as: "admin" })).body.code).toBe("JOB_NOT_FOUND");
    expect((await call("POST", "/jobs/nothing/redrive", { as: "admin" })).body.code).toBe("JOB_NOT_FOUND");
  });

  it("offers a new analysis once the partials have expired", async () => {
    const { call, world, jobId } = await withGap();
    await world.clock.advance(8 * DAY_MS);
    const { body } = await call("POST", `/jobs/${jobId}/redrive`, { as: "admin" });
    expect(body).toMatchObject({ status: 410, code: "REDRIVE_EXPIRED", offer: { method: "POST", path: "/uploads" } });
    const { method, path, body: upload } = body.offer!;
    const offered = await call<UploadAnswer>(method, path, { as: "ingest", body: upload });
    expect([offered.status, offered.body.objectKey.startsWith("shop/again-")]).toEqual([201, true]);
  });

  it("splits an upload again that could not be split", async () => {
    const { call, get, world } = await createApiFixture();
    world.objects.setForbidden("logs", "shop/a.log", true);
    world.put("shop/a.log", accessLog([0], 10));
    await world.settleAll();
    const { body: listed } = await get("/jobs");
    expect(listed.jobs).toMatchObject([{ state: "failed", failure: "SPLIT_FAILED" }]);
    world.objects.setForbidden("logs", "shop/a.log", false);
    const { status, body } = await call("POST", `/jobs/${listed.jobs[0]!.jobId}/redrive`, { as: "admin" });
    expect([status, body.outcome]).toEqual([202, "splitting"]);
    await world.settleAll();
    expect(await world.currentJob("shop/a.log")).toMatchObject({ state: "complete" });
  });
});
