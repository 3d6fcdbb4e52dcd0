import Type, { type Static } from 'typebox';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { readTopic } from '../consumer/read-topic.js';
import { TopicError } from '../errors.js';
import { jsonCodec } from '../topic/json-codec.js';
import type { Message } from '../topic/message.js';
import { topic, type Topic } from '../topic/topic.js';
import { deadLetterTopic } from './dead-letter.js';

const Replay = Type.Object({
  /** Timestamp of the dead letter, ms since the epoch. */
  timestamp: Type.Integer(),
  /** When its record was put back, ms since the epoch. */
  replayedAt: Type.Integer(),
});
type Replay = Static<typeof Replay>;

/** A dead letter, as far as it has to be told from others. */
interface Letter {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
}

/**
 * Which dead letters were put back: `<topic>-dlq-replays`, one key per letter, compacted. A record of
 * it is written in the transaction that puts a letter's record back. Offsets of a group could not tell
 * it: a filter leaves letters out, and they may be wanted later.
 */
export function replaysTopic(source: { readonly name: string }): Topic<string, Replay> {
  return topic({
    name: `${deadLetterTopic({ name: source.name }).name}-replays`,
    value: jsonCodec(Replay),
    partitions: 1,
    config: { 'cleanup.policy': 'compact' },
  });
}

/** The record that says that the record of `letter` was put back now. */
export function replayOf(letter: Letter): Message<string, Replay> {
  return { key: keyOf(letter), value: { timestamp: letter.timestamp, replayedAt: Date.now() } };
}

export interface Replays {
  replayedAt(letter: Letter): Date | undefined;
}

/** What was put back until now. */
export async function readReplays(options: {
  readonly connection: ConnectionOptions;
  readonly topic: { readonly name: string };
  readonly signal?: AbortSignal;
}): Promise<Replays> {
  const { connection, signal } = options;
  const replays = new Map<string, Replay>();
  const source = {
    connection,
    topic: replaysTopic(options.topic),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    for await (const { key, value } of readTopic(source)) if (key !== null) replays.set(key, value);
  } catch (error) {
    // Nothing was put back yet.
    if (!(error instanceof TopicError)) throw error;
  }
  return {
    replayedAt(letter) {
      const replay = replays.get(keyOf(letter));
      // Offsets begin anew when the dead-letter topic is deleted and made again.
      return replay?.timestamp === letter.timestamp ? new Date(replay.replayedAt) : undefined;
    },
  };
}

function keyOf({ partition, offset }: Letter): string {
  return `${partition}/${offset}`;
}
