import { describe, expect, it } from "vitest";
import { describeError } from "../../shared/adapters/powertools/describe-error.ts";
import { createApiFixture, tokenOf } from "../api/api-fixture.ts";
import { createWorld, type World } from "../world/world.ts";

const SECRET = "hunter2-of-the-log";
const KEY = "shop/key-of-the-customer.log";
const text = (lines: number): Buffer =>
  Buffer.from(
    Array.from({ length: lines }, (_, i) => `10.0.0.1 - - [21/Nov/2026:10:00:00 +0000] "GET /${SECRET}/${i} HTTP/1.1" 200 5 "-" "${SECRET}"\n{"${SECRET}": 1\n${SECRET}\n`).join(
      "",
    ),
  );
/** Lines as they are printed. */
const printed = (world: Pick<World, "log">): { message: string; fields: Record<string, unknown>; line: string }[] =>
  world.log.entries.map(({ message, fields, cause }) => ({
    message,
    fields,
    line: JSON.stringify({ message, ...fields, ...(cause === undefined ? {} : { error: describeError(cause) }) }),
  }));

describe("the log lines of one upload", () => {
  it.each([1, 2, 3, 4, 5, 6])("all have the id of its job, also when functions fail and die: seed %i", async (seed) => {
    const world = createWorld({ seed, rangeBytes: 900, faults: { crashAfter: 0.02, failBefore: 0.05, failAfter: 0.03, isPoison: (startByte) => startByte === 900 } });
    world.put(KEY, text(30));
    await world.settleAll();
    const { jobId, objectId } = await world.currentJob(KEY);
    const lines = printed(world);
    expect(lines.length).toBeGreaterThan(2);
    // Before the splitter has read the object nobody can know which job it is: the line has the key's id, and so has the job's first line.
    const early = lines.filter(({ fields }) => fields["jobId"] === undefined);
    for (const { fields, line } of early) expect(fields["objectId"], line).toBe(objectId);
    for (const { fields } of lines.filter((line) => !early.includes(line))) expect(fields["jobId"]).toBe(jobId);
    // One of the two is missing where the answer of its write was lost.
    const bridges = lines.filter(({ message }) => message === "job created" || message === "job ended");
    expect(bridges.length).toBeGreaterThan(0);
    for (const { fields } of bridges) expect(fields).toMatchObject({ jobId, objectId });
  });

  it("never say what the log says, nor the object's key", async () => {
    for (const rangeBytes of [900, 1_000_000]) {
      const world = createWorld({ rangeBytes, faults: { isPoison: (startByte) => startByte === 900 } });
      world.put(KEY, text(30));
      world.queues.ranges.sendBody(SECRET);
      world.queues.uploads.sendBody(JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: "logs" }, object: { key: `%${SECRET}` } } }] }));
      await world.settleAll();
      expect(printed(world).length).toBeGreaterThan(0);
      for (const { line } of printed(world)) {
        expect(line).not.toContain(SECRET);
        expect(line).not.toContain("customer");
      }
    }
  });
});

describe("the log lines of the API", () => {
  it("have the job's or the key's id, the route, and neither tokens nor what people send", async () => {
    const api = await createApiFixture({ rangeBytes: 900 });
    api.world.put(KEY, text(30));
    await api.world.settleAll();
    const { jobId, objectId } = await api.world.currentJob(KEY);
    const before = api.world.log.entries.length;
    await api.call("GET", `/jobs/${jobId}/lines`, { query: { kind: "rejected" } });
    await api.call("POST", `/jobs/${jobId}/redrive`, { as: "admin" });
    await api.call("GET", `/jobs/${SECRET}`);
    await api.call("GET", "/jobs", { query: { cursor: SECRET } });
    await api.call("POST", "/uploads", { as: "ingest", body: { objectKey: KEY, contentLength: 5 } });
    const lines = printed(api.world).slice(before);
    for (const { line } of lines) for (const secret of [SECRET, "customer", tokenOf("read"), tokenOf("admin"), tokenOf("ingest")]) expect(line).not.toContain(secret);
    const requests = lines.filter(({ message }) => message === "request").map(({ fields }) => [fields["route"], fields["jobId"], fields["objectId"]]);
    expect(requests).toEqual([
      ["/jobs/{jobId}/lines", jobId, undefined],
      ["/jobs/{jobId}/redrive", jobId, undefined],
      ["/jobs/{jobId}", undefined, undefined],
      ["/jobs", undefined, undefined],
      ["/uploads", undefined, objectId],
    ]);
  });
});
