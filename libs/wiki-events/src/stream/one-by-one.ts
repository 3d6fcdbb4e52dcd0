/**
 * Hands out the items of batches one at a time. Written out, because an async generator would send
 * every item through several promises of its own, which costs more than making the item.
 */
export function oneByOne<T>(
  batches: AsyncGenerator<readonly T[], void, undefined>,
): AsyncIterator<T, void, undefined> {
  let batch: readonly T[] = [];
  let at = 0;

  async function refill(): Promise<IteratorResult<T, void>> {
    for (;;) {
      const { value, done } = await batches.next();
      const rest = batch.slice(at);
      batch = value ? [...rest, ...value] : rest;
      at = 0;
      if (batch.length > 0) return take();
      if (done) return { value: undefined, done };
    }
  }

  function take(): IteratorResult<T, void> {
    const value = batch[at] as T;
    at += 1;
    return { value, done: false };
  }

  return {
    next: () => (at < batch.length ? Promise.resolve(take()) : refill()),
    async return() {
      batch = [];
      at = 0;
      await batches.return();
      return { value: undefined, done: true };
    },
  };
}
