import { describe, expect, it } from "vitest";
import { describeProgress, startProgress } from "../../cli/progress/progress-line.ts";
import { createSpeedometer } from "../../cli/progress/speed.ts";

describe("createSpeedometer", () => {
  it("knows speed and time left from the first bytes on", () => {
    const speedometer = createSpeedometer(1000);
    expect(speedometer.measure(1000, 0, 100)).toEqual({ bytesPerSecond: 0, secondsLeft: undefined });
    expect(speedometer.measure(1500, 20, 100)).toEqual({ bytesPerSecond: 40, secondsLeft: 2 });
  });
  it("forgets what was long ago, so that a stall shows", () => {
    const speedometer = createSpeedometer(0);
    for (let second = 1; second <= 10; second += 1) speedometer.measure(second * 1000, second * 100, undefined);
    expect(speedometer.measure(11_000, 1000, undefined).bytesPerSecond).toBeLessThan(100);
    for (let second = 12; second <= 20; second += 1) speedometer.measure(second * 1000, 1000, 2000);
    expect(speedometer.measure(21_000, 1000, 2000)).toEqual({ bytesPerSecond: 0, secondsLeft: undefined });
  });
});

describe("describeProgress", () => {
  it("shows a bar, bytes, speed and time left", () => {
    const line = describeProgress(
      "analyzing a.log",
      { bytesDone: 25_000_000, bytesTotal: 100_000_000, detail: "1 of 4 ranges" },
      { bytesPerSecond: 50_000_000, secondsLeft: 1.5 },
      1,
    );
    expect(line).toBe("analyzing a.log  █████░░░░░░░░░░░░░░░  25 %  25.0 MB of 100 MB  50.0 MB/s  2 s left  1 of 4 ranges");
  });
  it("shows the time that has passed while nothing is done", () => {
    expect(describeProgress("waiting", { bytesDone: 0, bytesTotal: undefined }, { bytesPerSecond: 0, secondsLeft: undefined }, 3)).toBe("waiting  3 s");
  });
});

/** What progress writes on stderr, with ESC made readable. */
const drawOn = (isErrTty: boolean): string => {
  let written = "";
  const progress = startProgress("working", { err: (text) => (written += text), isErrTty, columns: 80 }, 100, () => 0);
  progress.show({ bytesDone: 50, bytesTotal: 100 });
  progress.end();
  return written.replaceAll("\u001b", "ESC");
};

describe("startProgress", () => {
  it("draws at once on a terminal and leaves an empty line", () => {
    expect(drawOn(true)).toMatch(/^\rESC\[Kworking .* 0 %.*\rESC\[K$/);
  });
  it("draws nothing anywhere else", () => {
    expect(drawOn(false)).toBe("");
  });
});
