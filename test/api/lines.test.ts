import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { LinesAnswer, RejectedAnswer } from "../../shared/contracts/api.ts";
import { TransientError } from "../../shared/core/errors.ts";
import type { ApiDeps } from "../../functions/api/api-deps.ts";
import type { World } from "../world/world.ts";
import { createApiFixture, type ApiFixture } from "./api-fixture.ts";
import { accessLine } from "./access-log.ts";

const LONG = "x".repeat(10_000);
const TEXT = [accessLine(0, 1), accessLine(0, 50), "not a log line\r\n", "{broken\n", `long ${LONG}\n`, Buffer.from([0x61, 0xff, 0x0a]).toString("latin1")].join("");

async function withLines(bytes: Uint8Array = Buffer.from(TEXT, "latin1"), overrides?: (world: World) => Partial<ApiDeps>): Promise<ApiFixture & { path: string }> {
  const fixture = await createApiFixture({}, overrides);
  fixture.world.put("shop/a.log", bytes);
  await fixture.world.settleAll();
  return { ...fixture, path: `/jobs/${(await fixture.world.currentJob("shop/a.log")).jobId}` };
}

const withoutReads = (world: World): Partial<ApiDeps> => ({
  objects: {
    ...world.objects,
    readRange: () => {
      throw new TransientError("SLOW_DOWN", "later");
    },
  },
});

const textsOf = (lines: { text: string | null }[]) => lines.map(({ text }) => text);

describe("GET /jobs/{jobId}/lines", () => {
  it("fetches the text of the slowest requests and of errors from the object", async () => {
    const { get, path } = await withLines();
    const slowest = (await get<LinesAnswer>(`${path}/lines`)).body;
    expect(slowest.kind).toBe("slowest");
    expect(textsOf(slowest.lines)).toEqual([accessLine(0, 50).trimEnd(), accessLine(0, 1).trimEnd()]);
    expect(slowest.lines[0]).toMatchObject({ byteOffset: accessLine(0, 1).length, timestamp: "2026-11-21T00:00:50.000Z", isTruncated: false });
    expect(textsOf((await get<LinesAnswer>(`${path}/lines`, { query: { kind: "errors" } })).body.lines)).toEqual([accessLine(0, 50).trimEnd()]);
  });

  it("gives rejected lines with their reason, cut where they are long, and readable whatever their bytes", async () => {
    const { get, path } = await withLines();
    const { lines } = (await get<LinesAnswer>(`${path}/lines`, { query: { kind: "rejected" } })).body;
    expect(lines.map(({ reason }) => reason)).toEqual(["no-format", "no-format", "no-format", "bad-json"]);
    expect(lines[0]!.text).toBe("not a log line");
    expect(lines[1]).toMatchObject({ text: `long ${LONG}`.slice(0, 4_096), isTruncated: true, byteLength: 10_005 });
    expect(lines[2]!.text).toBe("a\uFFFD");
    expect(textsOf((await get<LinesAnswer>(`${path}/lines`, { query: { kind: "rejected", reason: "bad-json" } })).body.lines)).toEqual(["{broken"]);
    expect((await get<LinesAnswer>(`${path}/lines`, { query: { kind: "rejected", reason: "too-long" } })).body.lines).toEqual([]);
  });

  it("says why a text is missing when the object is gone, replaced or closed", async () => {
    const { get, path, world } = await withLines();
    const firstOf = async () => (await get<LinesAnswer>(`${path}/lines`)).body.lines[0];
    world.objects.setForbidden("logs", "shop/a.log", true);
    expect(await firstOf()).toMatchObject({ text: null, unavailable: "object-forbidden" });
    world.objects.setForbidden("logs", "shop/a.log", false);
    world.objects.put("logs", "shop/a.log", Buffer.from("something else, as long as it takes to hold the offsets of the old lines".repeat(20)));
    expect(await firstOf()).toMatchObject({ text: null, unavailable: "object-replaced" });
    world.objects.delete("logs", "shop/a.log");
    expect(await firstOf()).toMatchObject({ text: null, unavailable: "object-deleted" });
  });

  it("shows the rest when the store does not answer", async () => {
    const { get, path } = await withLines(undefined, withoutReads);
    expect((await get<LinesAnswer>(`${path}/lines`)).body.lines[0]).toMatchObject({ text: null, unavailable: "store-unavailable" });
  });

  it("shows what was kept of a compressed object's lines, without reading it", async () => {
    const { get, path, world } = await withLines(gzipSync(Buffer.from(TEXT, "latin1")));
    world.objects.delete("logs", "shop/a.log");
    const { lines } = (await get<LinesAnswer>(`${path}/lines`, { query: { kind: "rejected" } })).body;
    expect(lines[0]).toMatchObject({ text: "not a log line", isTruncated: false });
    expect(lines[1]).toMatchObject({ text: `long ${LONG}`.slice(0, 256), isTruncated: true });
  });
});

describe("GET /jobs/{jobId}/rejected", () => {
  it("counts rejected lines by reason and shows the first of each", async () => {
    const { get, path } = await withLines();
    const { body } = await get<RejectedAnswer>(`${path}/rejected`);
    expect(body).toMatchObject({ rejected: 4, rejectedByReason: { "no-format": 3, "bad-json": 1 } });
    expect(textsOf(body.samples).at(-1)).toBe("{broken");
  });

  it("is empty for a job without a result", async () => {
    const { get, world } = await createApiFixture({ rangeBytes: 100 });
    world.put("shop/a.log", Buffer.from(TEXT));
    await world.step();
    const { jobId } = await world.currentJob("shop/a.log");
    expect((await get(`/jobs/${jobId}/rejected`)).body).toMatchObject({ rejected: 0, rejectedByReason: {}, samples: [] });
  });
});
