import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { openFunctionLog } from "../../localstack/embedded/lambda/function-log.ts";
import { createSlots } from "../../localstack/embedded/lambda/slots.ts";
import { until } from "./fixture.ts";

const MIB = 1024 * 1024;
const never = new AbortController().signal;

describe("createSlots", () => {
  it("gives places in the order in which they were asked for, and each back once", async () => {
    const slots = createSlots(1);
    const leaveFirst = await slots.acquire(never);
    const order: string[] = [];
    const second = slots.acquire(never).then((leave) => (order.push("second"), leave));
    const third = slots.acquire(never).then((leave) => (order.push("third"), leave));
    leaveFirst?.();
    leaveFirst?.();
    const leaveSecond = await second;
    expect([order, slots.taken()]).toEqual([["second"], 1]);
    leaveSecond?.();
    (await third)?.();
    expect([order, slots.taken()]).toEqual([["second", "third"], 0]);
  });

  it("forgets who has stopped waiting", async () => {
    const slots = createSlots(1);
    const leave = await slots.acquire(never);
    const impatience = new AbortController();
    const abandoned = slots.acquire(impatience.signal);
    const patient = slots.acquire(never);
    impatience.abort();
    expect(await abandoned).toBeUndefined();
    leave?.();
    expect(await patient).toBeDefined();
  });
});

describe("openFunctionLog", () => {
  it("never holds more than two files of 10 MB, however much a function prints", async () => {
    const folder = mkdtempSync(join(tmpdir(), "embedded-log-"));
    const path = join(folder, "logs", "fn.log");
    const log = openFunctionLog(path);
    const output = new PassThrough();
    log.follow(output);
    for (let index = 0; index < 25; index += 1) output.write(Buffer.alloc(MIB, 97));
    output.end("the end\n");
    await until("all is written", () => existsSync(path) && readFileSync(path, "utf8").endsWith("the end\n"));
    await log.close();
    expect(statSync(path).size).toBeLessThanOrEqual(10 * MIB);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(10 * MIB);
    rmSync(folder, { recursive: true });
  });
});
