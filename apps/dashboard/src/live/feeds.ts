import { BusyError } from '../errors.js';
import type { Feed } from './feed.js';

/** Feeds by what they are filtered by: a bounded number, the longest unused given up first. */
export class Feeds<K, T> {
  readonly #make: (key: K) => Feed<T>;
  readonly #most: number;
  readonly #feeds = new Map<string, Feed<T>>();

  constructor(options: { make: (key: K) => Feed<T>; most: number }) {
    this.#make = options.make;
    this.#most = options.most;
  }

  /** How many are being listened to. */
  get active(): number {
    return [...this.#feeds.values()].filter(({ listeners }) => listeners > 0).length;
  }

  /** How many listen, all feeds together. */
  get listeners(): number {
    return [...this.#feeds.values()].reduce((sum, { listeners }) => sum + listeners, 0);
  }

  /**
   * The feed of a key; keys with the same JSON are the same.
   *
   * @throws {BusyError} when every feed has listeners and there may be no more.
   */
  of(key: K): Feed<T> {
    const name = JSON.stringify(key);
    const feed = this.#feeds.get(name) ?? this.#add(key);
    // Last in the map is last used.
    this.#feeds.delete(name);
    this.#feeds.set(name, feed);
    return feed;
  }

  #add(key: K): Feed<T> {
    if (this.#feeds.size >= this.#most) {
      const [unused] = [...this.#feeds].find(([, { listeners }]) => listeners === 0) ?? [];
      if (unused === undefined) throw new BusyError('different filters are watched');
      this.#feeds.delete(unused);
    }
    return this.#make(key);
  }
}
