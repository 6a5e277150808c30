/** Ascending sequences as one, by a key. All begin at once; each is ended when the reader stops. */
export async function* mergeAscending<Item>(sequences: readonly AsyncIterable<Item>[], keyOf: (item: Item) => string): AsyncGenerator<Item> {
  const iterators = sequences.map((sequence) => sequence[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
    for (;;) {
      let least: number | undefined;
      for (const [i, head] of heads.entries()) {
        if (head.done === true) continue;
        const best = least === undefined ? undefined : heads[least]!;
        if (best === undefined || keyOf(head.value) < keyOf(best.value as Item)) least = i;
      }
      if (least === undefined) return;
      yield heads[least]!.value as Item;
      heads[least] = await iterators[least]!.next();
    }
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

/** Of items that share a key, and so follow one another, the one of the newest generation. */
export async function* newestOfEach<Item extends { readonly [name: string]: unknown }>(items: AsyncIterable<Item>, keyOf: (item: Item) => string): AsyncGenerator<Item> {
  let newest: Item | undefined;
  for await (const item of items) {
    if (newest !== undefined && keyOf(newest) === keyOf(item)) {
      if (Number(item["generation"]) > Number(newest["generation"])) newest = item;
      continue;
    }
    if (newest !== undefined) yield newest;
    newest = item;
  }
  if (newest !== undefined) yield newest;
}
