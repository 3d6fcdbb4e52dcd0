import { readTopic, type ConnectionOptions, type Logger } from '@wikistream/kafka-io';
import { claimKey, type Claim, type ProducerTopics, type StoredCursor } from './topics.js';

export interface CursorTopicOptions {
  readonly connection: ConnectionOptions;
  readonly topic: ProducerTopics['cursor'];
  readonly transactionalId: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** What the cursor topic holds of one transactional id. */
export interface StoredState {
  readonly cursor: StoredCursor | undefined;
  /** The last takeover of the id. */
  readonly claim: Claim | undefined;
}

/** Reads what is committed in the cursor topic now. */
export async function readStoredState(options: CursorTopicOptions): Promise<StoredState> {
  const { connection, topic, transactionalId, logger, signal } = options;
  let cursor: StoredCursor | undefined;
  let claim: Claim | undefined;
  const onUnreadable = (error: Error): void =>
    logger.warn({ err: error }, 'skipped a record of the cursor topic that cannot be read');
  for await (const { key, value } of readTopic({ connection, topic, signal, onUnreadable })) {
    if ('claimed_by' in value) {
      if (key === claimKey(transactionalId)) claim = value;
    } else if (key === transactionalId && value.sequence > (cursor?.sequence ?? 0)) {
      cursor = value;
    }
  }
  return { cursor, claim };
}
