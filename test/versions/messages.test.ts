import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildTask, buildUploadEvent, parseTask, parseUploadEvent, type Task, type Upload } from "../../shared/contracts/messages.ts";
import { BUCKET, createWorld, type World } from "../world/world.ts";

interface Fixture {
  name: string;
  /** The queue that it arrives in. */
  queue: "uploads" | "ranges" | "folds";
  /** Whether this version writes it, or another service does. */
  isOurs: boolean;
  body: string;
  reads: Task | Upload[];
}

const FIXTURES = JSON.parse(readFileSync(join(import.meta.dirname, "1", "messages.json"), "utf8")) as Fixture[];
const parse = ({ queue, body }: Pick<Fixture, "queue" | "body">): Task | Upload[] => (queue === "uploads" ? parseUploadEvent(body) : parseTask(body));
/** The same message as a version after this one may write it: the same words, who knows what they mean. */
const newer = (body: string): string => body.replace('"v":1', '"v":2').replace(/"eventVersion":"2\.\d"/, '"eventVersion":"3.0"');
const TEXT = Buffer.from(Array.from({ length: 60 }, (_, i) => `10.0.0.1 - - [21/Nov/2026:10:0${i % 5}:00 +0000] "GET /a/${i} HTTP/1.1" 200 5 "-" "t"\n`).join(""));

describe("messages of version 1", () => {
  it.each(FIXTURES)("$name: is read", (fixture) => {
    expect(parse(fixture)).toEqual(fixture.reads);
  });

  it.each(FIXTURES.filter(({ isOurs }) => isOurs))("$name: is what this version writes; another shape needs another version", ({ queue, body, reads }) => {
    expect(queue === "uploads" ? buildUploadEvent((reads as Upload[])[0]!) : buildTask(reads as Task)).toBe(body);
  });

  it.each(FIXTURES.filter(({ body }) => newer(body) !== body))("$name: of a newer version is refused", ({ queue, body }) => {
    expect(() => parse({ queue, body: newer(body) })).toThrow(expect.objectContaining({ name: "InputError", code: "NEWER_VERSION" }));
  });
});

describe("a function", () => {
  const statesOf = async (world: World) => (await world.currentJob("a.log")).state;

  it.each(FIXTURES)("does not lose $name of version 1", async ({ queue, body }) => {
    const world = createWorld({ rangeBytes: 700 });
    world.objects.put(BUCKET, "shop/a b.log", TEXT);
    world.queues[queue].sendBody(body);
    await world.settleAll();
    expect(world.log.entries.filter(({ level }) => level === "error")).toEqual([]);
    if (queue === "uploads") expect((await world.currentJob("shop/a b.log")).state).toBe("complete");
    else expect(world.log.entries.map(({ message }) => message)).toContain(queue === "ranges" ? "task dropped" : "fold dropped");
  });

  it.each([
    ["ranges", 1],
    ["folds", 1],
  ] as const)("that meets a message of a newer version in the %s queue says so, tries again, archives it, and the job is complete all the same", async (name, count) => {
    const world = createWorld({ rangeBytes: 700 });
    world.put("a.log", TEXT);
    let changed = 0;
    for (let steps = 0; steps < 200 && changed < count; steps++) {
      await world.step();
      for (const delivery of world.queues[name].receive(1)) {
        world.queues[name].remove(delivery.receiptHandle);
        world.queues[name].sendBody(newer(delivery.body));
        changed++;
      }
    }
    expect(changed).toBe(count);
    await world.settleAll();
    expect(await statesOf(world)).toBe("complete");
    const failed = world.log.entries.filter(({ message }) => message === "attempt failed");
    expect(failed.map(({ fields }) => fields["code"])).toEqual(Array.from({ length: 5 }, () => "NEWER_VERSION"));
    expect(world.log.entries.filter(({ message }) => message === "dead letter")).toHaveLength(1);
  });

  it("that meets an upload of a newer version tries again and archives it", async () => {
    const world = createWorld();
    world.objects.put(BUCKET, "a.log", TEXT);
    world.queues.uploads.sendBody(newer(buildUploadEvent({ bucketName: BUCKET, objectKey: "a.log" })));
    await world.settleAll();
    expect(world.log.entries.filter(({ message }) => message === "dead letter")).toHaveLength(1);
    expect(world.log.entries.filter(({ fields }) => fields["code"] === "NEWER_VERSION")).toHaveLength(5);
  });
});
