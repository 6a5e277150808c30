import { describe, expect, it } from "vitest";
import type { BackfillAnswer, ForgetAnswer, RerunAnswer } from "../../shared/contracts/api.ts";
import { accessLog } from "./access-log.ts";
import { createApiFixture } from "./api-fixture.ts";

const DAY = { from: "2026-11-21T00:00Z", to: "2026-11-22T00:00Z", step: "86400" };

async function withJobs() {
  const fixture = await createApiFixture({ rangeBytes: 2_000 });
  fixture.world.put("shop/a.log", accessLog([0, 70], 50));
  fixture.world.put("shop/b.log", accessLog([5], 30));
  await fixture.world.settleAll();
  const [a, b] = [await fixture.world.currentJob("shop/a.log"), await fixture.world.currentJob("shop/b.log")];
  const records = async () => {
    const { status, body } = await fixture.get("/sources/shop/metrics", { query: DAY });
    expect(status).toBe(200);
    return body.windows.reduce((sum, window) => sum + window.records, 0);
  };
  return { ...fixture, a, b, records };
}

describe("DELETE /jobs/{jobId}", () => {
  it("removes the job and its metrics, and the source's lose them; stored again it is analysed anew", async () => {
    const { call, get, world, a, b, records } = await withJobs();
    expect(await records()).toBe(130);
    const { status, body } = await call<ForgetAnswer>("DELETE", `/jobs/${a.jobId}`, { as: "admin" });
    expect([status, body.outcome, body.job.objectKey]).toEqual([200, "forgotten", "shop/a.log"]);
    expect((await get(`/jobs/${a.jobId}`)).body.code).toBe("JOB_NOT_FOUND");
    expect((await get(`/jobs/${a.jobId}/metrics`)).body.code).toBe("JOB_NOT_FOUND");
    expect((await get("/jobs")).body.jobs.map(({ jobId }) => jobId)).toEqual([b.jobId]);
    expect(await records()).toBe(30);
    expect((await call("DELETE", `/jobs/${a.jobId}`, { as: "admin" })).body.code).toBe("JOB_NOT_FOUND");

    world.announce("shop/a.log");
    await world.settleAll();
    expect(await world.currentJob("shop/a.log")).toMatchObject({ jobId: a.jobId, state: "complete" });
    expect(await records()).toBe(130);
  });

  it("refuses a job that is being worked on unless it is forced; what is still under way changes nothing", async () => {
    const { call, get, world } = await createApiFixture({ rangeBytes: 2_000 });
    world.put("shop/a.log", accessLog([0], 200));
    await world.step();
    const job = await world.currentJob("shop/a.log");
    expect((await call("DELETE", `/jobs/${job.jobId}`, { as: "admin" })).body.code).toBe("JOB_RUNNING");
    expect((await call("DELETE", `/jobs/${job.jobId}`, { as: "admin", query: { force: "yes" } })).body.code).toBe("BAD_PARAMETER");
    expect((await call("DELETE", `/jobs/${job.jobId}`, { as: "admin", query: { force: "true" } })).status).toBe(200);
    await world.settleAll();
    expect((await get("/jobs")).body.jobs).toEqual([]);
    expect((await get("/sources/shop/metrics", { query: DAY })).body.windows).toEqual([]);
  });

  it("of an older content leaves the newer one alone", async () => {
    const { call, world, a, records } = await withJobs();
    world.put("shop/a.log", accessLog([1], 10));
    await world.settleAll();
    expect(await records()).toBe(40);
    expect((await call("DELETE", `/jobs/${a.jobId}`, { as: "admin" })).status).toBe(200);
    expect(await records()).toBe(40);
  });

  it("is the admin's alone", async () => {
    const { call, a } = await withJobs();
    for (const as of ["read", "ingest"] as const) expect((await call("DELETE", `/jobs/${a.jobId}`, { as })).status).toBe(403);
  });
});

describe("POST /jobs/{jobId}/rerun", () => {
  it("analyses the object under the present settings: another job, which readers see once it is complete", async () => {
    const { call, get, world, a, records } = await withJobs();
    expect((await call("POST", `/jobs/${a.jobId}/rerun`, { as: "admin" })).body).toMatchObject({ status: 409, code: "NOT_RERUNNABLE" });
    await call("PUT", "/sources/shop", { as: "admin", body: { settings: { format: "json" } } });
    const { status, body } = await call<RerunAnswer>("POST", `/jobs/${a.jobId}/rerun`, { as: "admin" });
    expect([status, body.outcome]).toEqual([202, "splitting"]);
    expect(await records()).toBe(130);
    await world.settleAll();
    const again = await world.currentJob("shop/a.log");
    expect(again.jobId).not.toBe(a.jobId);
    expect((await get(`/jobs/${again.jobId}`)).body).toMatchObject({ job: { state: "complete" }, summary: { records: 0, rejected: 100 } });
    expect((await get(`/jobs/${a.jobId}`)).body).toMatchObject({ job: { state: "superseded" } });
    expect(await records()).toBe(30);
  });

  it("says that the object is gone, or may not be read", async () => {
    const { call, world, a } = await withJobs();
    world.objects.setForbidden("logs", "shop/a.log", true);
    expect((await call("POST", `/jobs/${a.jobId}/rerun`, { as: "admin" })).body.code).toBe("OBJECT_FORBIDDEN");
    world.objects.setForbidden("logs", "shop/a.log", false);
    world.objects.delete("logs", "shop/a.log");
    expect((await call("POST", `/jobs/${a.jobId}/rerun`, { as: "admin" })).body).toMatchObject({ status: 410, code: "OBJECT_GONE" });
  });
});

describe("POST /backfills", () => {
  it("sends what is there through the splitter, page by page, and counts only when it is to", async () => {
    const { call, get, world } = await createApiFixture();
    // Stored behind the stack's back: nobody announced them.
    for (const key of ["old/a.log", "old/b.log", "old/été.log", "other/c.log"]) world.objects.put("logs", key, accessLog([0], 5));
    world.objects.put("logs", "old/folder/", new Uint8Array(0));
    const ask = (body: object) => call<BackfillAnswer>("POST", "/backfills", { as: "admin", body });
    expect((await ask({ prefix: "old/", dryRun: true })).body).toMatchObject({ bucketName: "logs", objects: 3, isSent: false });
    await world.settleAll();
    expect((await get("/jobs")).body.jobs).toEqual([]);

    const first = (await ask({ prefix: "old/", limit: 2 })).body;
    expect(first).toMatchObject({ objects: 2, isSent: true, next: "old/b.log" });
    expect((await ask({ prefix: "old/", limit: 2, after: first.next })).body).not.toHaveProperty("next");
    await world.settleAll();
    const jobs = async () => (await get("/jobs")).body.jobs.map(({ objectKey, state }) => `${objectKey} ${state}`).toSorted();
    expect(await jobs()).toEqual(["old/a.log complete", "old/b.log complete", "old/été.log complete"]);
    await ask({ prefix: "old/" });
    await world.settleAll();
    expect(await jobs(), "twice is once").toHaveLength(3);
  });

  it("is the admin's alone, and refuses what it does not know", async () => {
    const { call } = await createApiFixture();
    expect((await call("POST", "/backfills", { as: "ingest", body: {} })).status).toBe(403);
    for (const body of [{ prefx: "a" }, { limit: 0 }, { limit: 1001 }, { dryRun: "yes" }, { prefix: 7 }, { after: "x".repeat(1_025) }]) {
      expect((await call("POST", "/backfills", { as: "admin", body })).body.code, JSON.stringify(body)).toBe("BAD_BODY");
    }
  });
});
