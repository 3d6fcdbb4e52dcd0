import { setTimeout as delay } from 'node:timers/promises';
import { read, startTranslator } from './process.js';

/** The first seconds of a process are those of its compiler. */
const SETTLE_MS = 5_000;
const START_MS = 60_000;

/**
 * Processor time, in ms per second, that a translator takes while there is nothing to translate: it has
 * its partitions, has worked before, asks Kafka for more, and is asked for its metrics once a second. The
 * median of the seconds: one of them pays for a garbage collection, which is due to the work before.
 *
 * @param translated articles in the topic, which it translates by rule first
 */
export async function idleCpu(
  brokers: string,
  { translated, seconds }: { readonly translated: number; readonly seconds: number },
): Promise<number> {
  const translator = await startTranslator({
    brokers,
    model: undefined,
    slots: 1,
    titlesPerRequest: 1,
  });
  const { url } = translator.ready;
  try {
    const deadline = Date.now() + START_MS;
    while ((await read(url)).titles < translated) {
      if (Date.now() > deadline) throw new Error('the translator did not get through the backlog');
      await delay(100);
    }
    await delay(SETTLE_MS);
    const shares: number[] = [];
    for (let last = await read(url); shares.length < seconds;) {
      await delay(1_000);
      const next = await read(url);
      shares.push(((next.cpuSeconds - last.cpuSeconds) * 1000) / ((next.at - last.at) / 1000));
      last = next;
    }
    return shares.sort((one, other) => one - other)[Math.floor(seconds / 2)]!;
  } finally {
    await translator.stop();
  }
}
