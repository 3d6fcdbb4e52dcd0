import { bytesCodec, deadLetterTopic, jsonCodec, topic } from '@wikistream/kafka-io';
import { NewArticleSchema, StreamStateSchema, TOPICS } from '@wikistream/wiki-events';
import Type, { type Static } from 'typebox';

const DAY_MS = 86_400_000;

/** What the cursor topic holds under the producer's transactional id. */
export const StoredCursorSchema = Type.Object({
  version: Type.Literal(1),
  /** Counts the transactions; tells after an unclear commit whether it took place. */
  sequence: Type.Integer({ minimum: 1 }),
  /** Host the state was taken from: positions mean nothing elsewhere. */
  source: Type.String(),
  updated_at: Type.String(),
  /** The process that stored it; see {@link ClaimSchema}. */
  written_by: Type.Optional(Type.String()),
  state: StreamStateSchema,
});
export type StoredCursor = Static<typeof StoredCursorSchema>;

/**
 * What a producer stores in the cursor topic when it takes a transactional id over, under
 * {@link claimKey}. A reader of committed records who finds it has everything committed before.
 */
export const ClaimSchema = Type.Object({
  version: Type.Literal(1),
  /** The process that has the id now. */
  claimed_by: Type.String(),
  /** Counts the takeovers of this process. */
  takeover: Type.Integer({ minimum: 1 }),
  updated_at: Type.String(),
});
export type Claim = Static<typeof ClaimSchema>;

export const claimKey = (transactionalId: string): string => `${transactionalId}/claim`;

/** An article as it stands in its topic; encoding checks it against the contract. */
export const articleCodec = jsonCodec(NewArticleSchema);

/** The topics the producer writes, with the settings they are created with. */
export function producerTopics(partitions: number) {
  const articles = topic({
    name: TOPICS.articles,
    value: articleCodec,
    partitions,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(7 * DAY_MS) },
  });
  const deadLetters = topic({
    ...deadLetterTopic({ name: TOPICS.articles, partitions: 1 }),
    key: bytesCodec,
    config: { 'cleanup.policy': 'delete', 'retention.ms': String(30 * DAY_MS) },
  });
  const cursor = topic({
    name: TOPICS.cursor,
    value: jsonCodec(Type.Union([StoredCursorSchema, ClaimSchema])),
    partitions: 1,
    config: {
      'cleanup.policy': 'compact',
      // A start reads the whole topic, so old versions must go soon: the open segment is never
      // compacted, and each transaction adds about a kilobyte.
      'segment.bytes': String(16 * 1_048_576),
      'segment.ms': String(3_600_000),
      'min.cleanable.dirty.ratio': '0.1',
      'max.compaction.lag.ms': String(6 * 3_600_000),
    },
  });
  return {
    articles,
    encodedArticles: topic({ ...articles, value: bytesCodec }),
    deadLetters,
    cursor,
  };
}
export type ProducerTopics = ReturnType<typeof producerTopics>;
