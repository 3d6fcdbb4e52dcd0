import type { StoredEvent } from '../log/event-log.js';
import type { Assignment } from './assignments.js';

/** How messages are written: as server-sent events, or one JSON per line without ids. */
export type Framing = 'sse' | 'ndjson';

/** First bytes of a body. */
export const opening = (framing: Framing): string => (framing === 'sse' ? ':ok\n\n' : '\n');

/**
 * The ids of one connection: a JSON array with an entry per topic, of which a message moves its own
 * to the millisecond (or offset) behind itself.
 */
export class MessageIds {
  readonly #byTimestamp: boolean;
  readonly #entries = new Map<string, string>();
  #lastTopic: string | undefined;
  #before = '';
  #after = '';

  constructor(assignments: readonly Assignment[], byTimestamp: boolean) {
    this.#byTimestamp = byTimestamp;
    for (const entry of assignments) this.#entries.set(entry.topic, JSON.stringify(entry));
  }

  /** Id of a message, whose position it takes note of. */
  next({ topic, timestamp }: StoredEvent, offset: number): string {
    const position = this.#byTimestamp ? `"timestamp":${timestamp + 1}` : `"offset":${offset + 1}`;
    const entry = `{"topic":"${topic}","partition":0,${position}}`;
    if (topic !== this.#lastTopic) this.#arrange(topic);
    this.#entries.set(topic, entry);
    return this.#before + entry + this.#after;
  }

  /** Only the entry of the message's own topic changes between two messages of one topic. */
  #arrange(topic: string): void {
    const topics = [...this.#entries.keys()];
    const index = topics.indexOf(topic);
    const entries = [...this.#entries.values()];
    const before = entries.slice(0, index);
    const after = entries.slice(index + 1);
    this.#before = `[${before.map((entry) => `${entry},`).join('')}`;
    this.#after = `${after.map((entry) => `,${entry}`).join('')}]`;
    this.#lastTopic = topic;
  }
}
