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

/** Records per second between the first and the last record of a window, both ms since the epoch. */
export function rateWithin(timestamps: readonly number[], from: number, to: number): number {
  let [first, last, count, atFirst] = [Infinity, -Infinity, 0, 0];
  for (const at of timestamps) {
    if (at < from || at > to) continue;
    count += 1;
    if (at === first) atFirst += 1;
    if (at < first) [first, atFirst] = [at, 1];
    if (at > last) last = at;
  }
  if (last <= first) throw new Error('too few records came out to tell a rate');
  // Those of the first moment were made before it.
  return (count - atFirst) / ((last - first) / 1000);
}
