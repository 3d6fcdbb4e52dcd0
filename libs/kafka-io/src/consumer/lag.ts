import type { GroupConsumer } from './group.js';

/**
 * How many offsets lie between what this instance has committed of a partition and the partition's
 * end. In the shape of a gauge's sample: `gauge.set(sample.labels, sample.value)`.
 */
export interface LagSample {
  readonly labels: { readonly topic: string; readonly partition: string };
  readonly value: number;
}

/** A sample for each partition both of whose ends are known. */
export function lagSamples(
  group: Pick<GroupConsumer, 'end'>,
  topic: string,
  positions: Iterable<readonly [partition: number, position: number | undefined]>,
): LagSample[] {
  const samples: LagSample[] = [];
  for (const [partition, position] of positions) {
    const end = group.end(partition);
    if (end === undefined || position === undefined) continue;
    const labels = { topic, partition: String(partition) };
    samples.push({ labels, value: Math.max(0, end - position) });
  }
  return samples;
}

export function totalLag(samples: readonly LagSample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}
