import { admin, createProducer } from '@wikistream/kafka-io';
import { articles, translations } from '@wikistream/translator';
import { articleKey } from '@wikistream/wiki-events';
import { articleOf } from './titles.js';

const PARTITIONS = 4;
const BATCH = 5_000;

/** Creates the pipeline's topics and writes articles, `from` up to `to`, for every run to read. */
export async function writeBacklog(brokers: string, from: number, to: number): Promise<void> {
  const connection = { brokers, clientId: 'bench-backlog' };
  const kafka = await admin({ connection });
  try {
    await kafka.ensureTopics(
      [articles, translations].map((topic) => ({ ...topic, partitions: PARTITIONS })),
    );
  } finally {
    await kafka.close();
  }
  const producer = await createProducer({ connection });
  for (let at = from; at < to; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => {
      const value = articleOf(at + i);
      return { key: articleKey(value), value };
    });
    await producer.send(articles, batch);
  }
  await producer.close();
}
