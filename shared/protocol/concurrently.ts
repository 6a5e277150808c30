/** Map with at most `limit` calls under way; results in the order of the items. The first failure is thrown once all under way have settled. */
export async function mapConcurrently<Item, Result>(items: readonly Item[], limit: number, map: (item: Item, index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  results.length = items.length;
  let next = 0;
  let failure: { error: unknown } | undefined;
  const runner = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next++;
      try {
        results[index] = await map(items[index]!, index);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner));
  if (failure !== undefined) throw failure.error;
  return results;
}

/** What `read` answers of each item, in the order of the items; the next `ahead` of them are on their way meanwhile. A failure is thrown in its turn. */
export async function* readAhead<Item, Result>(items: readonly Item[], ahead: number, read: (item: Item) => Promise<Result>): AsyncGenerator<Result> {
  const coming: Promise<Result>[] = [];
  for (let next = 0; next < items.length || coming.length > 0;) {
    while (next < items.length && coming.length <= ahead) {
      const one = read(items[next++]!);
      // Whoever stops early never awaits it.
      one.catch(() => {});
      coming.push(one);
    }
    yield await coming.shift()!;
  }
}

/** Writes under way, at most `limit`: a failure is thrown by the next call, never left without anybody to hear of it. */
export interface PendingWrites {
  /** Resolves when there is room for the next. */
  add(write: Promise<boolean>): Promise<void>;
  /** Resolves when all have settled: whether all of them were accepted. */
  settle(): Promise<boolean>;
}

export function createPendingWrites(limit: number): PendingWrites {
  let pending: Promise<{ isAccepted: boolean } | { error: unknown }>[] = [];
  let areAccepted = true;
  const settle = async (): Promise<boolean> => {
    const settled = await Promise.all(pending);
    pending = [];
    for (const outcome of settled) {
      if ("error" in outcome) throw outcome.error;
      areAccepted &&= outcome.isAccepted;
    }
    return areAccepted;
  };
  return {
    settle,
    async add(write) {
      pending.push(
        write.then(
          (isAccepted) => ({ isAccepted }),
          (error: unknown) => ({ error }),
        ),
      );
      if (pending.length >= limit) await settle();
    },
  };
}
