import { describe, expect, it } from "vitest";
import type { QueuesAnswer } from "../../shared/contracts/api.ts";
import { accessLog } from "./access-log.ts";
import { createApiFixture } from "./api-fixture.ts";

describe("GET /queues", () => {
  it("says of each queue, in the order of the flow, how many messages wait, are worked on and come later", async () => {
    const { world, get } = await createApiFixture({ rangeBytes: 500 });
    world.put("shop/a.log", accessLog([0], 30));
    const before = await get<QueuesAnswer>("/queues");
    expect(before.body.queues.map(({ queue, visible }) => [queue, visible])).toEqual([
      ["uploads", 1],
      ["ranges", 0],
      ["streams", 0],
      ["folds", 0],
      ["dead-letters", 0],
    ]);
    await world.step();
    world.queues.ranges.receive(2, () => 0);
    const { queues } = (await get<QueuesAnswer>("/queues")).body;
    const ranges = await world.queues.ranges.depth();
    expect(ranges.inFlight).toBe(2);
    expect(queues[1]).toEqual({ queue: "ranges", ...ranges });
  });

  it("needs a token that may read", async () => {
    const { get } = await createApiFixture();
    expect((await get("/queues", { as: null })).status).toBe(401);
    expect((await get("/queues", { as: "read" })).status).toBe(200);
  });
});
