/** A source of randomness that a seed fixes: the same seed gives the same choices on every machine. */
export type SeededRandom = {
  /** 32 random bits. */
  bits(): number;
  /** A number from 0 up to 1, without it. */
  fraction(): number;
  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number;
  /** A whole number from `first` to `last`, both included. */
  between(first: number, last: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the items, of which there is at least one. */
  pick<T>(items: readonly T[]): T;
};

/** Create a generator (sfc32) from a whole number of any sign. */
export function createSeededRandom(seed: number): SeededRandom {
  let a = 0x9e3779b9;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const bits = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round++) bits();
  const fraction = (): number => bits() / 2 ** 32;
  const below = (end: number): number => Math.floor(fraction() * end);
  return {
    bits,
    fraction,
    below,
    between: (first, last) => first + below(last - first + 1),
    chance: (probability) => bits() < probability * 2 ** 32,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
  };
}
