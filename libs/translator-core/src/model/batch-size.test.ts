import { describe, expect, it } from 'vitest';
import { BatchSize } from './batch-size.js';

/** Sends so many requests at the size asked for; returns the size used for most of the titles. */
function work(batch: BatchSize, secondsOf: (titles: number) => number, requests = 2_000): number {
  const titles = new Map<number, number>();
  for (let at = 0; at < requests; at++) {
    const { size } = batch;
    titles.set(size, (titles.get(size) ?? 0) + size);
    batch.measured(size, secondsOf(size));
  }
  return [...titles].sort(([, one], [, other]) => other - one)[0]![0];
}

describe('BatchSize', () => {
  it('begins with one title and tries two after a first measurement', () => {
    const batch = new BatchSize(1);
    expect(batch.size).toBe(1);
    for (let at = 0; at < 8; at++) batch.measured(1, 1);
    expect(batch.size).toBe(2);
  });

  it('grows to the most where a request costs more than its titles', () => {
    expect(work(new BatchSize(4), (titles) => 0.5 + 0.1 * titles)).toBe(16);
  });

  it('stays with one where nothing is saved', () => {
    expect(work(new BatchSize(4), (titles) => 0.2 * titles)).toBe(1);
  });

  it('stops where a larger request takes longer than two smaller ones', () => {
    // Answers to more than four do not line up: the titles are asked for again, one by one.
    const misaligning = (titles: number) => 0.5 + 0.05 * titles + (titles > 4 ? 0.55 * titles : 0);
    expect(work(new BatchSize(4), misaligning)).toBe(4);
  });

  it('follows a server that changes, both ways', () => {
    const batch = new BatchSize(1);
    work(batch, (titles) => 0.5 + 0.1 * titles);
    expect(work(batch, (titles) => 0.1 * titles ** 2, 20_000)).toBe(1);
    expect(work(batch, (titles) => 0.5 + 0.1 * titles, 20_000)).toBe(16);
  });

  it('spends little on trials once it has settled', () => {
    const batch = new BatchSize(1);
    const tried: number[] = [];
    for (let at = 0; at < 20_000; at++) {
      tried.push(batch.size);
      batch.measured(batch.size, 0.2 * batch.size);
    }
    const others = tried.slice(4_000).filter((size) => size !== 1).length;
    expect(others / 16_000).toBeLessThan(0.05);
  });

  it('goes back at once from a size that is not answered in time, in a trial and later', () => {
    const batch = new BatchSize(1);
    // The request after the first eight is the first of two titles.
    const late = (titles: number) => (titles > 1 ? Infinity : 1);
    for (let at = 0; at < 8; at++) batch.measured(1, late(1));
    batch.measured(2, late(2));
    expect(batch.size).toBe(1);

    work(batch, (titles) => 0.5 + 0.1 * titles, 20_000);
    const sizes = new Set<number>();
    for (let at = 0; batch.size > 1; at++) {
      expect(at).toBeLessThan(10);
      sizes.add(batch.size);
      batch.measured(batch.size, late(batch.size));
    }
    expect(Math.max(...sizes)).toBe(16);
    let [answered, lost] = [0, 0];
    while (answered < 20_000) {
      if (late(batch.size) === Infinity) lost += 1;
      else answered += 1;
      batch.measured(batch.size, late(batch.size));
    }
    expect(lost).toBeLessThan(100);
  });

  it('learns nothing from requests that were not filled', () => {
    const batch = new BatchSize(1);
    for (let at = 0; at < 8; at++) batch.measured(1, 1);
    for (let at = 0; at < 100; at++) batch.measured(1, 0.001);
    expect(batch.size).toBe(2);
  });
});
