import { partitionKey } from './position.js';

interface Place {
  readonly topic: string;
  readonly partition: number;
}

/** Values by topic-partition. One event's is most likely that of the one before: no key is made then. */
export class PartitionMap<V> {
  readonly #map = new Map<string, V>();
  #topic: string | undefined;
  #partition: number | undefined;
  #value: V | undefined;

  get({ topic, partition }: Place): V | undefined {
    if (topic === this.#topic && partition === this.#partition) return this.#value;
    const value = this.#map.get(partitionKey({ topic, partition }));
    if (value !== undefined) this.#remember(topic, partition, value);
    return value;
  }

  set({ topic, partition }: Place, value: V): void {
    this.#map.set(partitionKey({ topic, partition }), value);
    this.#remember(topic, partition, value);
  }

  values(): IterableIterator<V> {
    return this.#map.values();
  }

  #remember(topic: string, partition: number, value: V): void {
    this.#topic = topic;
    this.#partition = partition;
    this.#value = value;
  }
}
