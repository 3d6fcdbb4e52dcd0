import { readTopic } from '@wikistream/kafka-io';
import { translations } from '@wikistream/translator';

/** What a run left in the output topic, as a `read_committed` reader sees it. */
export interface Output {
  /** When the records were produced, ms since the epoch. */
  readonly timestamps: readonly number[];
  readonly translators: ReadonlySet<string>;
}

/**
 * Reads what was produced since `since`.
 *
 * @throws {Error} an article came twice
 */
export async function readOutput(brokers: string, since: number): Promise<Output> {
  const timestamps: number[] = [];
  const translators = new Set<string>();
  const seen = new Set<string | null>();
  for await (const { key, value, timestamp } of readTopic({
    connection: { brokers, clientId: 'bench-output' },
    topic: translations,
  })) {
    if (timestamp < since) continue;
    if (seen.has(key)) throw new Error(`${key} was translated twice`);
    seen.add(key);
    timestamps.push(timestamp);
    translators.add(`${value.translator}: ${value.translation_status}`);
  }
  return { timestamps, translators };
}

/**
 * Records per second within a window, both ends in ms since the epoch: the slope of the straight
 * line through the running count (least squares), which bursts at the ends of the window cannot tilt.
 */
export function rateWithin(timestamps: readonly number[], from: number, to: number): number {
  const times = timestamps.filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const middle = times.reduce((sum, at) => sum + (at - from), 0) / times.length + from;
  let [above, below] = [0, 0];
  for (const [count, at] of times.entries()) {
    above += (at - middle) * (count - (times.length - 1) / 2);
    below += (at - middle) ** 2;
  }
  if (!(below > 0)) throw new Error('too few records came out to tell a rate');
  return (above / below) * 1000;
}
