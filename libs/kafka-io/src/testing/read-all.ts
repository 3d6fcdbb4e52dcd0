import { readTopic, type ReadTopicOptions } from '../consumer/read-topic.js';
import type { ConsumedRecord } from '../topic/message.js';

/** Everything a topic holds now, partition by partition in order; see `readTopic`. */
export async function readAll<K, V>(
  options: ReadTopicOptions<K, V>,
): Promise<ConsumedRecord<K, V>[]> {
  const records: ConsumedRecord<K, V>[] = [];
  for await (const record of readTopic(options)) records.push(record);
  return records;
}
