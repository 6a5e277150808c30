import { assert, failAssertion } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { finalizeTally, type TallyDocument } from "./finalize-tally.ts";
import { mergeTally } from "./tally.ts";
import { WINDOW_MS, type Window } from "./window.ts";

/** A window is final once its job has ended; until then more records may come. */
export type WindowState = "partial" | "final";

/** One window, or one step of several windows. */
export interface WindowDocument extends TallyDocument {
  /** ISO time without fractions. */
  windowStart: string;
  state: WindowState;
  /** Requests / seconds of the window or step. */
  requestsPerSecond: number;
}

/** Characters of an ISO time down to the seconds. */
const SECONDS_END = 19;
const DAY_SECONDS = 86_400;
const WINDOW_SECONDS = WINDOW_MS / 1000;

/** Whether a step, in seconds, is a multiple of a window that divides a day. */
export function isStep(stepSeconds: number): boolean {
  return stepSeconds > 0 && stepSeconds % WINDOW_SECONDS === 0 && DAY_SECONDS % stepSeconds === 0;
}

/** One window of `stepSeconds`, 60 unless windows were merged, as people read it. */
export function finalizeWindow(window: Window, stepSeconds: number, state: WindowState): WindowDocument {
  const { records, requests, errors, clientErrors, errorRate, bytes, status, levels, latencyMs } = finalizeTally(window);
  const windowStart = `${new Date(window.windowStartMs).toISOString().slice(0, SECONDS_END)}Z`;
  return { windowStart, state, records, requests, errors, clientErrors, errorRate, requestsPerSecond: requests / stepSeconds, bytes, status, levels, latencyMs };
}

/** Merge windows, ascending, into steps that start at whole multiples of `stepSeconds` of the UTC day. Steps without records are left out. */
export function* mergeWindowsToStep(windows: Iterable<Window>, stepSeconds: number, limits: AggregateLimits = AGGREGATE_LIMITS): Generator<Window> {
  assert(isStep(stepSeconds), "STEP", { stepSeconds });
  const stepMs = stepSeconds * 1000;
  let step: Window | undefined;
  for (const window of windows) {
    const windowStartMs = Math.floor(window.windowStartMs / stepMs) * stepMs;
    if (step !== undefined && windowStartMs < step.windowStartMs) failAssertion("WINDOW_ORDER", { windowStartMs });
    if (step?.windowStartMs === windowStartMs) mergeTally(step, window, limits);
    else {
      if (step !== undefined) yield step;
      step = { ...window, windowStartMs };
    }
  }
  if (step !== undefined) yield step;
}
