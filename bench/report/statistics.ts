/** The middle of the values, the mean of the two in the middle of an even number of them. There is at least one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  return sorted.length % 2 === 1 ? upper : (sorted[sorted.length / 2 - 1]! + upper) / 2;
}

/** A number with two digits that mean something, and all of those before the point. */
export function twoDigits(value: number): string {
  if (value >= 10) return Math.round(value).toLocaleString("en");
  return value >= 1 ? value.toFixed(1) : value.toFixed(2);
}
