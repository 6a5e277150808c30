/** Time and chance, so that tests decide both. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Resolve after so many ms. */
  wait(milliseconds: number): Promise<void>;
  /** A number in [0, 1) for jitter. */
  random(): number;
}
