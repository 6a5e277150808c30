const RATE_WINDOW_MS = 5_000;

/** Bytes that were done at an instant. */
interface Mark {
  atMs: number;
  bytesDone: number;
}

export interface Speed {
  bytesPerSecond: number;
  /** Undefined while the total or the speed is unknown. */
  secondsLeft: number | undefined;
}

/** Measures how fast bytes get done over the last seconds, so that a stall shows; before that over all the time there is. */
export function createSpeedometer(startMs: number): { measure(nowMs: number, bytesDone: number, bytesTotal: number | undefined): Speed } {
  const marks: Mark[] = [{ atMs: startMs, bytesDone: 0 }];
  return {
    measure: (nowMs, bytesDone, bytesTotal) => {
      marks.push({ atMs: nowMs, bytesDone });
      while (marks.length > 2 && nowMs - (marks[1]?.atMs ?? nowMs) >= RATE_WINDOW_MS) marks.shift();
      const from = marks[0] ?? { atMs: startMs, bytesDone: 0 };
      const bytesPerSecond = nowMs > from.atMs ? ((bytesDone - from.bytesDone) / (nowMs - from.atMs)) * 1000 : 0;
      const secondsLeft = bytesTotal === undefined || bytesPerSecond <= 0 ? undefined : Math.max(0, bytesTotal - bytesDone) / bytesPerSecond;
      return { bytesPerSecond, secondsLeft };
    },
  };
}
