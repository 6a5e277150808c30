import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyTally } from "../../shared/core/aggregate/tally.ts";
import type { Window } from "../../shared/core/aggregate/window.ts";
import { readJobDocument, TIME_END_MS, type DocumentPage } from "../../shared/protocol/read-document.ts";
import { readPage, smallestStep, STEPS_SECONDS, type HeldWindows, type PageLimits, type WindowPage } from "../../shared/protocol/read-page.ts";
import { createWorld } from "../world/world.ts";
import { readDepsOf } from "./access-log.ts";

const DAY_MS = 86_400_000;
const hold = (minutes: readonly number[]): HeldWindows => ({
  windows: () => minutes.map((minute): Window => ({ ...emptyTally(), windowStartMs: minute * 60_000, records: 1 })),
  endMs: Infinity,
});
const show = (window: Window) => ({ startMs: window.windowStartMs, records: window.records });
const limitsOf = (windowsMax: number, jsonBytesMax = Infinity): PageLimits => ({ windowsMax, jsonBytesMax, readBytesMax: Infinity });
const anyMinutes = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 30_000_000 })), { minLength: 1, maxLength: 60 })
  .map((minutes) => minutes.toSorted((a, b) => a - b));

describe("readPage", () => {
  it("covers all windows exactly once, page after page", () => {
    fc.assert(
      fc.property(
        anyMinutes,
        fc.constantFrom(...STEPS_SECONDS),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 900 }),
        (minutes, stepSeconds, windowsMax, jsonBytesMax) => {
          const shown: { startMs: number; records: number }[] = [];
          for (let fromMs: number | undefined = 0; fromMs !== undefined;) {
            const page: WindowPage<{ startMs: number; records: number }> = readPage(
              hold(minutes),
              { fromMs, toMs: TIME_END_MS, stepSeconds },
              show,
              limitsOf(windowsMax, jsonBytesMax),
            );
            expect(page.windows.length).toBeGreaterThan(0);
            expect(page.windows.length).toBeLessThanOrEqual(windowsMax);
            shown.push(...page.windows);
            fromMs = page.nextFromMs;
          }
          expect(shown).toEqual(readPage(hold(minutes), { fromMs: 0, toMs: TIME_END_MS, stepSeconds }, show).windows);
          expect(shown.reduce((sum, { records }) => sum + records, 0)).toBe(minutes.length);
        },
      ),
    );
  });

  it("shows minutes and all of them where nothing limits it", () => {
    const page = readPage(hold([5, 7, 30_000]), { fromMs: 0, toMs: TIME_END_MS }, show);
    expect(page).toEqual({ stepSeconds: 60, windows: [5, 7, 30_000].map((minute) => ({ startMs: minute * 60_000, records: 1 })) });
  });
});

describe("smallestStep", () => {
  it("is the first step whose windows fit", () => {
    fc.assert(
      fc.property(anyMinutes, fc.integer({ min: 1, max: 60 }), (minutes, windowsMax) => {
        const windowsAt = (step: number) => new Set(minutes.map((minute) => Math.floor((minute * 60) / step))).size;
        expect(smallestStep(hold(minutes).windows(), windowsMax)).toBe(STEPS_SECONDS.find((step) => windowsAt(step) <= windowsMax) ?? 86_400);
      }),
    );
  });
});

describe("readJobDocument with a bound on what it reads", () => {
  it("ends a page with a whole day, and the pages together are the document", async () => {
    const world = createWorld();
    const startMs = Date.UTC(2026, 10, 10, 13);
    const lines = Array.from({ length: 300 }, (_, index) => `${new Date(startMs + index * 1_700_000).toISOString()} INFO done in ${index}ms\n`);
    world.put("shop/a.log", Buffer.from(lines.join("")));
    await world.settleAll();
    const { jobId } = await world.currentJob("shop/a.log");
    const deps = readDepsOf(world);
    for (const stepSeconds of [60, 3_600, 86_400]) {
      const whole = (await readJobDocument(jobId, { stepSeconds }, deps))!.document.windows;
      const paged: unknown[] = [];
      let pages = 0;
      for (let fromMs: number | undefined = 0; fromMs !== undefined; pages++) {
        const page: DocumentPage = (await readJobDocument(jobId, { stepSeconds, fromMs, page: { ...limitsOf(1_440), readBytesMax: 200 } }, deps))!;
        if (page.nextFromMs !== undefined) expect(page.nextFromMs % DAY_MS).toBe(0);
        paged.push(...page.document.windows);
        fromMs = page.nextFromMs;
      }
      expect(pages).toBeGreaterThan(3);
      expect(paged).toEqual(whole);
    }
  });
});
