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
