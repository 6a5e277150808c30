/** So many units a second, of which one second's worth may be saved up. */
export interface TokenBucket {
  /** Take units at a time, epoch ms; how long whoever asked is throttled, ms. */
  take(units: number, nowMs: number): number;
  /** Most units that were asked for within one second of the clock. */
  readonly peak: number;
  readonly throttledMs: number;
}

export function createTokenBucket(unitsPerSecond: number): TokenBucket {
  let left = unitsPerSecond;
  let lastMs = 0;
  let second = 0;
  let inSecond = 0;
  let peak = 0;
  let throttledMs = 0;
  return {
    get peak() {
      return peak;
    },
    get throttledMs() {
      return throttledMs;
    },
    take(units, nowMs) {
      left = Math.min(unitsPerSecond, left + ((nowMs - lastMs) / 1000) * unitsPerSecond);
      lastMs = nowMs;
      // An answer is given once the units are there: what is asked for meanwhile queues up behind it.
      left -= units;
      const delayMs = left >= 0 ? 0 : (-left / unitsPerSecond) * 1000;
      throttledMs += delayMs;
      const grantedSecond = Math.floor(nowMs / 1000);
      if (grantedSecond !== second) [second, inSecond] = [grantedSecond, 0];
      inSecond += units;
      peak = Math.max(peak, inSecond);
      return delayMs;
    },
  };
}
