import { describe, expect, it } from 'vitest';
import { oneByOne } from './one-by-one.js';

async function* batches(log: string[] = []): AsyncGenerator<readonly number[], void, undefined> {
  try {
    yield [1, 2];
    yield [];
    log.push('third');
    yield [3];
  } finally {
    log.push('closed');
  }
}

describe('oneByOne', () => {
  it('hands out every item in order, and asks for a batch only when it needs one', async () => {
    const log: string[] = [];
    const items = oneByOne(batches(log));
    expect(await items.next()).toEqual({ value: 1, done: false });
    expect(await items.next()).toEqual({ value: 2, done: false });
    expect(log).toEqual([]);
    expect(await items.next()).toEqual({ value: 3, done: false });
    expect(await items.next()).toEqual({ value: undefined, done: true });
    expect(await items.next()).toEqual({ value: undefined, done: true });
    expect(log).toEqual(['third', 'closed']);
  });

  it('closes what it reads from when it is left in the middle of a batch', async () => {
    const log: string[] = [];
    for await (const item of { [Symbol.asyncIterator]: () => oneByOne(batches(log)) }) {
      if (item === 1) break;
    }
    expect(log).toEqual(['closed']);
  });

  it('loses nothing to callers that do not wait for each other', async () => {
    const items = oneByOne(batches());
    const answers = await Promise.all(Array.from({ length: 5 }, () => items.next()));
    const found = answers.flatMap(({ value }) => (value === undefined ? [] : [value]));
    expect(found.sort()).toEqual([1, 2, 3]);
  });

  it('passes a failure on', async () => {
    const failing = (async function* () {
      yield [1];
      throw new Error('broken');
    })();
    const items = oneByOne(failing);
    await items.next();
    await expect(items.next()).rejects.toThrow('broken');
  });
});
