import type { Clock } from "../ports/clock.ts";
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS } from "./adapter-limits.ts";

/** Wait before try `tryNumber` (the second one is 1): doubling from the least to the longest wait, half of it by chance. */
export function backOff(clock: Clock, tryNumber: number): Promise<void> {
  const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** (tryNumber - 1));
  return clock.wait(longest * (0.5 + clock.random() / 2));
}
