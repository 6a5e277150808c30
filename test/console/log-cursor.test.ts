import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createLogCursor, openLogTail } from "../../cli/logs/log-cursor.ts";
import { listSegments } from "../../localstack/embedded/logs/log-segments.ts";
import { openLogWriter } from "../../localstack/embedded/logs/log-writer.ts";

const root = mkdtempSync(join(tmpdir(), "fanfold-logs-"));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => {
  const folder = join(root, String((folders += 1)));
  mkdirSync(folder);
  return folder;
};

const LIMITS = { segmentBytesMax: 200, segmentsMax: 4 };
const all = (): boolean => true;

describe("a log that is followed", () => {
  it("loses no line and repeats none, wherever it rotates and whenever it is read", () => {
    // Between two reads less is written than is kept.
    const burst = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 0, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(burst, { maxLength: 30 }), fc.nat(8), fc.boolean(), (bursts, tailCount, restarts) => {
        const folder = newFolder();
        let writer = openLogWriter(folder, "fn", LIMITS);
        const written: string[] = [];
        const write = (length: number): void => {
          const line = `${written.length}:`.padEnd(length, "x");
          written.push(line);
          writer.write(line);
        };
        const [before = [], ...after] = bursts;
        before.forEach(write);
        const { lines: tail, cursor } = openLogTail(folder, "fn", tailCount, all);
        const read = [...tail];
        for (const lengths of after) {
          lengths.forEach(write);
          if (restarts) {
            writer.close();
            writer = openLogWriter(folder, "fn", LIMITS);
          }
          const { lines, isLost } = cursor.readOn();
          expect(isLost).toBe(false);
          read.push(...lines);
        }
        writer.close();
        expect(read).toEqual(written.slice(Math.max(0, before.length - tailCount)));
        expect(listSegments(folder, "fn").length).toBeLessThanOrEqual(LIMITS.segmentsMax);
      }),
      { numRuns: 60 },
    );
  });

  it("says so when lines were removed before they could be read, and goes on with the oldest that is left", () => {
    const folder = newFolder();
    const writer = openLogWriter(folder, "fn", LIMITS);
    writer.write("first");
    const cursor = createLogCursor(folder, "fn");
    expect(cursor.readOn()).toEqual({ lines: ["first"], isLost: false });
    for (let index = 0; index < 100; index += 1) writer.write(`${index} ${"x".repeat(60)}`);
    const { lines, isLost } = cursor.readOn();
    expect(isLost).toBe(true);
    expect(lines.at(-1)).toMatch(/^99 /);
    expect(lines.length).toBeGreaterThan(5);
    writer.write("last");
    expect(cursor.readOn()).toEqual({ lines: ["last"], isLost: false });
  });

  it("shows the beginning of a line only once the line is there, and starts anew when the directory was emptied", () => {
    const folder = newFolder();
    const writer = openLogWriter(folder, "fn");
    writer.write("a long first line");
    const { cursor } = openLogTail(folder, "fn", 0, all);
    writer.close();
    rmSync(folder, { recursive: true });
    expect(cursor.readOn()).toEqual({ lines: [], isLost: false });
    const second = openLogWriter(folder, "fn");
    second.write("new");
    second.close();
    expect(cursor.readOn()).toEqual({ lines: ["new"], isLost: false });
  });

  it("loses none of another process's lines either", async () => {
    const folder = newFolder();
    const module = join(import.meta.dirname, "..", "..", "localstack", "embedded", "logs", "log-writer.ts");
    const LINES = 20_000;
    const code = `const { openLogWriter } = await import(${JSON.stringify(module)}); const writer = openLogWriter(${JSON.stringify(folder)}, "fn", { segmentBytesMax: 32768, segmentsMax: 1000 });
      for (let index = 0; index < ${LINES}; index += 1) writer.write(index + " " + "x".repeat(index % 90)); writer.close();`;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", code], { stdio: ["ignore", "ignore", "inherit"] });
    let hasEnded = false;
    const ended = new Promise((resolve) => child.once("exit", resolve)).then(() => (hasEnded = true));
    const cursor = createLogCursor(folder, "fn");
    const numbers: number[] = [];
    const readOn = (): void => void numbers.push(...cursor.readOn().lines.map((line) => Number.parseInt(line, 10)));
    for (; !hasEnded; await new Promise((resolve) => setImmediate(resolve))) readOn();
    await ended;
    readOn();
    expect(listSegments(folder, "fn").length).toBeGreaterThan(20);
    expect(numbers).toEqual(Array.from({ length: LINES }, (_, index) => index));
  });
});

describe("openLogTail", () => {
  it("gives the last lines that are wanted, from as many segments as that takes", () => {
    const folder = newFolder();
    const writer = openLogWriter(folder, "fn", LIMITS);
    for (let index = 0; index < 12; index += 1) writer.write(`${index % 3 === 0 ? "keep" : "drop"} ${index} ${"x".repeat(40)}`);
    writer.close();
    const { lines } = openLogTail(folder, "fn", 2, (line) => line.startsWith("keep"));
    expect(lines.map((line) => line.split(" ")[1])).toEqual(["6", "9"]);
    expect(openLogTail(folder, "fn", 100, all).lines).toHaveLength(12);
    expect(openLogTail(folder, "other", 5, all).lines).toEqual([]);
  });
});
