import { admin, createProducer } from '@wikistream/kafka-io';
import { articles, translations } from '@wikistream/translator';
import { articleKey } from '@wikistream/wiki-events';
import { articleOf } from './titles.js';

const PARTITIONS = 4;
const BATCH = 5_000;

/** Creates the pipeline's topics and writes `count` articles, for every run to read from the first. */
export async function writeBacklog(brokers: string, count: number): Promise<void> {
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
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const value = articleOf(from + i);
      return { key: articleKey(value), value };
    });
    await producer.send(articles, batch);
  }
  await producer.close();
}
