import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricsAnswer } from "../../shared/contracts/api.ts";
import { createApiFixture, type ApiFixture } from "./api-fixture.ts";
import { accessLog, firstMinutes } from "./access-log.ts";

const DAY_MINUTES = 1_440;

async function withLog(minutes: readonly number[], linesPerMinute = 1): Promise<ApiFixture & { path: string; jobId: string }> {
  const fixture = await createApiFixture();
  fixture.world.put("shop/a.log", accessLog(minutes, linesPerMinute));
  await fixture.world.settleAll();
  const { jobId } = await fixture.world.currentJob("shop/a.log");
  return { ...fixture, jobId, path: `/jobs/${jobId}/metrics` };
}

async function readAll({ get }: Pick<ApiFixture, "get">, path: string, query: Record<string, string>): Promise<MetricsAnswer[]> {
  const pages: MetricsAnswer[] = [];
  for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined;) {
    const { status, body } = await get(path, { query: cursor === undefined ? query : { cursor } });
    expect(status).toBe(200);
    pages.push(body);
    cursor = body.next;
    if (pages.length > 200) throw new Error("the pages do not end");
  }
  return pages;
}

const minuteOf = (windowStart: string): number => (Date.parse(windowStart) - Date.UTC(2026, 10, 21)) / 60_000;
const DAY = firstMinutes(DAY_MINUTES);

/** Application lines of so many minutes in a row. */
const appLog = (startMs: number, minutes: number): string =>
  Array.from({ length: minutes }, (_, minute) => `${new Date(startMs + minute * 60_000).toISOString()} INFO done in 5ms\n`).join("");

describe("GET /jobs/{jobId}/metrics", () => {
  it("answers the whole document where it fits on a page", async () => {
    const { get, path } = await withLog(firstMinutes(5), 10);
    const { body } = await get(path);
    expect(Object.keys(body)).toEqual(["job", "summary", "routes", "services", "hosts", "samples", "step", "windows"]);
    expect(body.windows.map(({ windowStart }) => minuteOf(windowStart))).toEqual([0, 1, 2, 3, 4]);
    expect(body).toMatchObject({ step: 60, summary: { records: 50 } });
  });

  it("takes windows that start in [from, to), as ISO or epoch ms", async () => {
    const { get, path } = await withLog(firstMinutes(10));
    const minutesOf = async (query: Record<string, string>) => (await get(path, { query })).body.windows.map(({ windowStart }) => minuteOf(windowStart));
    expect(await minutesOf({ from: "2026-11-21T00:03:00Z", to: "2026-11-21T00:06:00Z" })).toEqual([3, 4, 5]);
    expect(await minutesOf({ from: String(Date.UTC(2026, 10, 21, 0, 8)) })).toEqual([8, 9]);
    expect(await minutesOf({ from: "2026-11-21T01:08:00+01:00" })).toEqual([8, 9]);
    expect(await minutesOf({ from: "2026-11-21T00:08" })).toEqual([8, 9]);
    expect(await minutesOf({ to: "2026-11-21 00:00:01" })).toEqual([0]);
    expect(await minutesOf({ to: "2026-11-21" })).toEqual([]);
    expect(await minutesOf({ to: "999999999999999" })).toHaveLength(10);
    expect((await get(path, { rawQuery: "from=2026-11-21T01:08:00+01:00" })).body.windows).toHaveLength(2);
  });

  it("leaves out empty windows", async () => {
    const { get, path } = await withLog([0, 7, 1_000]);
    expect((await get(path)).body.windows.map(({ windowStart }) => minuteOf(windowStart))).toEqual([0, 7, 1_000]);
  });

  it("offers the smallest step that fits on a page", async () => {
    const log = await withLog(DAY);
    expect((await log.get(log.path)).body).toMatchObject({ step: 60, windows: { length: DAY_MINUTES } });
    const fixture = await createApiFixture();
    // A day and a minute: one window too many.
    const startMs = Date.UTC(2026, 10, 20);
    fixture.world.put("shop/a.log", Buffer.from(appLog(startMs, DAY_MINUTES + 1)));
    await fixture.world.settleAll();
    const { jobId } = await fixture.world.currentJob("shop/a.log");
    const { body } = await fixture.get(`/jobs/${jobId}/metrics`);
    expect(body).toMatchObject({ step: 120, windows: { length: 721 } });
    expect(body.next).toBeUndefined();
    const pages = await readAll(fixture, `/jobs/${jobId}/metrics`, { step: "60" });
    expect(pages.map(({ windows }) => windows.length)).toEqual([DAY_MINUTES, 1]);
    expect(pages.flatMap(({ windows }) => windows.map(({ windowStart }) => windowStart))).toEqual(
      [...DAY, DAY_MINUTES].map((minute) => new Date(startMs + minute * 60_000).toISOString().replace(".000", "")),
    );
  });

  it("shows at a step what the windows show together", async () => {
    const log = await withLog(
      DAY.filter((minute) => minute % 7 !== 0),
      2,
    );
    const minutes = (await log.get(log.path, { query: { step: "60" } })).body.windows;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(60, 120, 300, 900, 3_600, 21_600, 86_400), fc.nat(DAY_MINUTES - 1), fc.nat(DAY_MINUTES - 1), async (step, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other) + 1];
        const inRange = minutes.filter(({ windowStart }) => minuteOf(windowStart) >= from && minuteOf(windowStart) < to);
        const query = { step: String(step), from: String(Date.UTC(2026, 10, 21, 0, from)), to: String(Date.UTC(2026, 10, 21, 0, to)) };
        const { windows } = (await log.get(log.path, { query })).body;
        for (const name of ["records", "requests", "errors", "bytes"] as const) {
          const expected = Map.groupBy(inRange, ({ windowStart }) => Math.floor(Date.parse(windowStart) / (step * 1000)) * step * 1000);
          const sums = [...expected].map(([startMs, merged]) => [startMs, merged.reduce((sum, window) => sum + Number(window[name]), 0)]);
          expect(windows.map((window) => [Date.parse(window.windowStart), window[name]])).toEqual(sums);
        }
        for (const window of windows) expect(window.requestsPerSecond).toBe(window.requests / step);
      }),
      { numRuns: 25 },
    );
  });

  it("refuses a cursor of another job, and one from before a redrive", async () => {
    const bytes = Buffer.from(appLog(Date.UTC(2026, 10, 18), 3_000));
    const rangeBytes = Math.ceil(bytes.length / 4);
    let isPoison = true;
    const fixture = await createApiFixture({ rangeBytes, faults: { isPoison: (startByte) => isPoison && startByte >= 3 * rangeBytes - 1 } });
    fixture.world.put("shop/a.log", bytes);
    await fixture.world.settleAll();
    const { jobId } = await fixture.world.currentJob("shop/a.log");
    const first = (await fixture.get(`/jobs/${jobId}/metrics`, { query: { step: "60" } })).body;
    expect(first.next).toBeDefined();
    expect((await fixture.get(`/jobs/${"0".repeat(32)}/metrics`, { query: { cursor: first.next! } })).body.parameter).toBe("cursor");
    isPoison = false;
    expect((await fixture.call("POST", `/jobs/${jobId}/redrive`, { as: "admin" })).status).toBe(202);
    expect((await fixture.get(`/jobs/${jobId}/metrics`, { query: { cursor: first.next! } })).body).toMatchObject({ status: 409, code: "CURSOR_OUTDATED" });
  });
});
