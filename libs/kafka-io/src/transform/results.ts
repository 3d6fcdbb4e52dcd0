import { byteHeaders, type RawRecord } from '../consumer/raw-record.js';
import { deadLetter, deadLetterTopic, truncatedDeadLetter } from '../dead-letters/dead-letter.js';
import { CodecError, DeliveryError } from '../errors.js';
import { encodeMessage } from '../producer/encode.js';
import type { Topic } from '../topic/topic.js';
import { inheritedHeaders } from '../trace/record-trace.js';
import type { Entry, Result } from './lane.js';
import type { Outcome } from './types.js';

/** Makes of what became of a record what is to be written for it: a message, or a dead letter. */
export class Results<K, V, K2, V2> {
  readonly #to: Topic<K2, V2>;
  readonly #deadLetters: Topic<Buffer, Buffer>;

  constructor(from: Topic<K, V>, to: Topic<K2, V2>) {
    this.#to = to;
    this.#deadLetters = deadLetterTopic(from);
  }

  of({ raw }: Entry<K, V>, outcome: Outcome<K2, V2>): Result {
    if ('deadLetter' in outcome) return this.deadLetter(raw, outcome.deadLetter);
    const { key, value, headers, onCommitted } = outcome;
    try {
      const message = encodeMessage(this.#to, {
        key,
        value,
        headers: { ...inheritedHeaders(raw.rawHeaders), ...headers },
      });
      return { message, deadLetter: undefined, onCommitted };
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      return this.deadLetter(raw, error);
    }
  }

  /** @param make the form of the letter */
  deadLetter(raw: RawRecord, error: Error, make = deadLetter): Result {
    const message = make({ ...raw, headers: byteHeaders(raw.rawHeaders) }, error);
    return { message: encodeMessage(this.#deadLetters, message), deadLetter: error };
  }

  /**
   * For a record whose message the brokers find too large. The record itself came through them, so its
   * dead letter does too, but for its headers.
   */
  tooLarge({ raw, result }: Entry<K, V>, cause: unknown): Result {
    const error = new DeliveryError(this.#to.name, 'the message is larger than the brokers take', {
      cause,
    });
    return this.deadLetter(raw, error, result?.deadLetter ? truncatedDeadLetter : deadLetter);
  }
}
