/** A number of places, given out in the order in which they were asked for. */
export interface Slots {
  /** Wait for a place. Returns the function that gives it back, or undefined when `signal` was aborted before. */
  acquire(signal: AbortSignal): Promise<(() => void) | undefined>;
  /** How many are taken. */
  taken(): number;
}

/** `count` places. */
export function createSlots(count: number): Slots {
  let taken = 0;
  const waiting: (() => void)[] = [];

  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  };
  const takeOne = (): (() => void) => {
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      giveBack();
    };
  };

  return {
    taken: () => taken,
    acquire(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      if (taken < count) {
        taken += 1;
        return Promise.resolve(takeOne());
      }
      return new Promise((resolve) => {
        const onTurn = (): void => {
          signal.removeEventListener("abort", onAbort);
          resolve(takeOne());
        };
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(onTurn), 1);
          resolve(undefined);
        };
        waiting.push(onTurn);
        signal.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
