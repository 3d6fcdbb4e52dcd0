import { jsonCodec, readTopic, topic } from '@wikistream/kafka-io';
import { expectedArticles } from '@wikistream/simulator';
import { articleKey, NewArticleSchema, TOPICS } from '@wikistream/wiki-events';

const articles = topic({ name: TOPICS.articles, value: jsonCodec(NewArticleSchema) });

/** Keys of all articles a reader of committed records finds; none while Kafka is away. */
export async function committedKeys(brokers: string): Promise<string[]> {
  const keys: string[] = [];
  try {
    for await (const { value } of readTopic({ connection: { brokers }, topic: articles })) {
      keys.push(articleKey(value));
    }
  } catch {
    return [];
  }
  return keys;
}

/** Where the articles lie that came more than once, and when they were sent: what a failure starts from. */
export async function repeatedArticles(brokers: string): Promise<string[]> {
  const places = new Map<string, string[]>();
  for await (const record of readTopic({ connection: { brokers }, topic: articles })) {
    const { value, partition, offset, timestamp } = record;
    const place = `${partition}/${offset} at ${new Date(timestamp).toISOString()}`;
    const key = articleKey(value);
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  return [...places].flatMap(([key, of]) => (of.length > 1 ? [`${key}: ${of.join(', ')}`] : []));
}

/** Keys of all articles of a recording, each once. */
export const expectedKeys = async (file: string): Promise<string[]> =>
  (await expectedArticles(file)).map(articleKey);

/** How what was found differs from what was expected. */
export function compare(expected: readonly string[], found: readonly string[]) {
  const distinct = new Set(found);
  const wanted = new Set(expected);
  return {
    expected: expected.length,
    present: found.length,
    missing: expected.filter((key) => !distinct.has(key)).length,
    repeated: found.length - distinct.size,
    unexpected: [...distinct].filter((key) => !wanted.has(key)).length,
  };
}
