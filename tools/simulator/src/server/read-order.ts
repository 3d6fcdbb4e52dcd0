import { Random } from '../generator/random.js';

export const READ_ORDERS = ['arrival', 'topics', 'random'] as const;

/**
 * In which order events of different topics are read: as they arrived, one topic to its end before the
 * next (the last named first), or in runs of random length, as a Kafka consumer's fetches come.
 */
export type ReadOrderName = (typeof READ_ORDERS)[number];

/** About what one fetch brings. */
const LONGEST_RUN = 500;

/** Every connection has an order of its own, and a process that does the same again the same ones. */
let seed = 0;

/** Chooses whose event comes next. */
export class ReadOrder {
  readonly #name: ReadOrderName;
  readonly #random = new Random((seed += 1));
  #topic: string | undefined;
  #left = 0;

  constructor(name: ReadOrderName) {
    this.#name = name;
  }

  /** One of the topics that have an event, `sequence` telling when it arrived. */
  choose<T extends { readonly name: string; readonly sequence: number }>(
    topics: readonly T[],
  ): T | undefined {
    switch (this.#name) {
      case 'arrival':
        return topics.reduce<T | undefined>(
          (first, topic) => (first && first.sequence < topic.sequence ? first : topic),
          undefined,
        );
      case 'topics':
        return topics.at(-1);
      case 'random':
        return this.#run(topics);
    }
  }

  #run<T extends { readonly name: string }>(topics: readonly T[]): T | undefined {
    const same = topics.find(({ name }) => name === this.#topic);
    if (this.#left > 0 && same) {
      this.#left -= 1;
      return same;
    }
    if (topics.length === 0) return undefined;
    const topic = this.#random.pick(topics);
    this.#topic = topic.name;
    this.#left = this.#random.integer(0, LONGEST_RUN);
    return topic;
  }
}
