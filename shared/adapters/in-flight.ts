/**
 * Do the work of every item, at most `inFlightMax` at a time; items are taken only as work begins.
 * After a failure no more work begins; the first failure is thrown once all that began has ended.
 */
export async function forEachInFlight<Item>(items: Iterable<Item> | AsyncIterable<Item>, inFlightMax: number, work: (item: Item) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const task = work(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= inFlightMax) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}

/** The items in arrays of `size`, the last one smaller. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
