import { describe, expect, it } from "vitest";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import type { SourcesAnswer } from "../../shared/contracts/api.ts";
import { createApiFixture, type ApiFixture } from "./api-fixture.ts";
import { accessLog, firstMinutes } from "./access-log.ts";

const put = ({ call }: ApiFixture, name: string, body: unknown) => call("PUT", `/sources/${name}`, { as: "admin", body });

describe("PUT /sources/{source}", () => {
  it("sets prefixes and settings; what is left out has its default", async () => {
    const fixture = await createApiFixture();
    const { status, body } = await put(fixture, "shop", { prefixes: ["in/shop/", "in/shop/"], settings: { timeZone: "Europe/Berlin", jsonAliases: { duration: ["cost_ms"] } } });
    expect(status).toBe(200);
    expect(body).toEqual({ source: "shop", prefixes: ["in/shop/"], settings: { ...DEFAULT_SOURCE_SETTINGS, timeZone: "Europe/Berlin", jsonAliases: { duration: ["cost_ms"] } } });
    expect((await fixture.get("/sources")).body).toEqual({ sources: [body] });
    expect((await put(fixture, "shop", {})).body).toEqual({ source: "shop", prefixes: [], settings: DEFAULT_SOURCE_SETTINGS });
  });

  it("decides to which source an object belongs", async () => {
    const fixture = await createApiFixture();
    await put(fixture, "shop", { prefixes: ["in/shop/"] });
    fixture.world.put("in/shop/a.log", accessLog([0], 3));
    await fixture.world.settleAll();
    expect((await fixture.get("/jobs", { query: { source: "shop" } })).body.jobs).toHaveLength(1);
    expect((await fixture.get("/sources")).body.sources).toMatchObject([{ source: "shop", firstJobDay: "2026-11-21", lastJobDay: "2026-11-21" }]);
  });

  it("keeps a prefix for one source", async () => {
    const fixture = await createApiFixture();
    await put(fixture, "shop", { prefixes: ["in/"] });
    expect((await put(fixture, "web", { prefixes: ["in/"] })).body).toMatchObject({ status: 409, code: "PREFIX_TAKEN" });
    expect((await put(fixture, "shop", { prefixes: ["in/", "out/"] })).status).toBe(200);
  });

  it.each([
    [{ settings: { format: "xml" } }, "settings.format"],
    [{ settings: { timeZone: "Mars/Olympus" } }, "settings.timeZone"],
    [{ settings: { rangeBytes: 0 } }, "settings.rangeBytes"],
    [{ settings: { rangeBytes: "1024" } }, "settings.rangeBytes"],
    [{ settings: { retentionDays: 0.5 } }, "settings.retentionDays"],
    [{ settings: { jsonAliases: { colour: ["c"] } } }, "settings.jsonAliases.colour"],
    [{ settings: { jsonAliases: { time: "t" } } }, "settings.jsonAliases.time"],
    [{ settings: { pattern: "{time} {colour}" } }, "settings.pattern"],
    [{ settings: { pattern: 5 } }, "settings.pattern"],
    [{ settings: { format: "pattern" } }, "settings.pattern"],
    [{ settings: { timezone: "UTC" } }, "settings.timezone"],
    [{ settings: [] }, "settings"],
    [{ prefixes: [""] }, "prefixes"],
    [{ prefixes: "in/" }, "prefixes"],
    [{ name: "shop" }, "name"],
  ])("refuses %j and names %s", async (body, parameter) => {
    expect((await put(await createApiFixture(), "shop", body)).body).toMatchObject({ status: 400, code: "BAD_BODY", parameter });
  });

  it.each(["a%2Fb", "a%00b", "x".repeat(256)])("refuses the name %s", async (name) => {
    expect((await put(await createApiFixture(), name, {})).body).toMatchObject({ code: "BAD_PARAMETER", parameter: "source" });
  });
});

describe("GET /sources", () => {
  it("pages sources by name, each once", async () => {
    const fixture = await createApiFixture();
    for (const name of ["c", "a", "b", "e", "d"]) await put(fixture, name, {});
    const names: string[] = [];
    for (let query: Record<string, string> | undefined = { limit: "2" }; query !== undefined;) {
      const { body }: { body: SourcesAnswer } = await fixture.get<SourcesAnswer>("/sources", { query });
      names.push(...body.sources.map(({ source }) => source));
      query = body.next === undefined ? undefined : { limit: "2", cursor: body.next };
    }
    expect(names).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("GET /sources/{source}/metrics", () => {
  it("merges the windows of all objects", async () => {
    const fixture = await createApiFixture();
    fixture.world.put("shop/a.log", accessLog(firstMinutes(90), 2));
    fixture.world.put("shop/b.log", accessLog([0, 89, 200], 3));
    fixture.world.put("web/c.log", accessLog([0], 50));
    await fixture.world.settleAll();
    const { body } = await fixture.get("/sources/shop/metrics", { query: { from: "2026-11-21", to: "2026-11-22" } });
    expect(body).toMatchObject({ source: "shop", from: "2026-11-21T00:00:00.000Z", to: "2026-11-22T00:00:00.000Z", step: 60 });
    expect(body.windows).toHaveLength(91);
    expect(body.windows.every(({ state }) => state === "final")).toBe(true);
    expect([0, 1, 89, 90].map((index) => body.windows[index]?.records)).toEqual([5, 2, 5, 3]);
    const hourly = (await fixture.get("/sources/shop/metrics", { query: { from: "2026-11-21", to: "2026-11-22", step: "3600" } })).body;
    expect(hourly.windows.map(({ records }) => records)).toEqual([123, 63, 3]);
  });

  it("shows the day that ends with the newest record unless told otherwise", async () => {
    const fixture = await createApiFixture();
    fixture.world.put("shop/a.log", Buffer.concat([Buffer.from("2026-11-01T00:00:00Z INFO old\n"), accessLog(firstMinutes(5), 1)]));
    await fixture.world.settleAll();
    const { body } = await fixture.get("/sources/shop/metrics");
    expect(body).toMatchObject({ from: "2026-11-20T00:05:00.000Z", to: "2026-11-21T00:05:00.000Z", windows: { length: 5 } });
    expect((await fixture.get("/sources/shop/metrics", { query: { from: "2026-10-30" } })).body.windows).toHaveLength(6);
  });

  it("refuses a query that covers too much, and a source that nobody knows", async () => {
    const fixture = await createApiFixture();
    await put(fixture, "shop", {});
    expect((await fixture.get("/sources/shop/metrics", { query: { from: "1990-01-01", to: "2026-01-01" } })).body).toMatchObject({ status: 413, code: "QUERY_TOO_LARGE" });
    expect((await fixture.get("/sources/nobody/metrics")).body.code).toBe("SOURCE_NOT_FOUND");
    expect((await fixture.get("/sources/shop/metrics")).body.windows).toEqual([]);
  });

  it("pages what does not fit, each window once", async () => {
    const fixture = await createApiFixture();
    const startMs = Date.UTC(2026, 10, 19);
    fixture.world.put("shop/a.log", Buffer.from(Array.from({ length: 2_000 }, (_, minute) => `${new Date(startMs + minute * 60_000).toISOString()} INFO done\n`).join("")));
    await fixture.world.settleAll();
    const query = { from: String(startMs), to: String(startMs + 2_000 * 60_000) };
    expect((await fixture.get("/sources/shop/metrics", { query })).body).toMatchObject({ step: 120, windows: { length: 1_000 } });
    const first = (await fixture.get("/sources/shop/metrics", { query: { ...query, step: "60" } })).body;
    const second = (await fixture.get("/sources/shop/metrics", { query: { cursor: first.next! } })).body;
    const starts = [...first.windows, ...second.windows].map(({ windowStart }) => Date.parse(windowStart));
    expect([first.windows.length, second.windows.length, second.next]).toEqual([1_440, 560, undefined]);
    expect(starts).toEqual(Array.from({ length: 2_000 }, (_, minute) => startMs + minute * 60_000));
  });
});
