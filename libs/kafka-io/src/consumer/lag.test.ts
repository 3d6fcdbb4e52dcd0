import { expect, it } from 'vitest';
import { lagSamples, totalLag } from './lag.js';

it('samples the partitions whose position and end are known', () => {
  const ends = new Map([
    [0, 10],
    [1, 5],
    [3, 7],
  ]);
  const samples = lagSamples({ end: (partition) => ends.get(partition) }, 't', [
    [0, 4],
    // The end a client has heard of can be older than what it has read.
    [1, 6],
    [2, 1],
    [3, undefined],
  ]);
  expect(samples).toEqual([
    { labels: { topic: 't', partition: '0' }, value: 6 },
    { labels: { topic: 't', partition: '1' }, value: 0 },
  ]);
  expect(totalLag(samples)).toBe(6);
});
