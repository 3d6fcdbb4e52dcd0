/** Headers as read: text; of a repeated name the last value counts. */
export type Headers = Readonly<Record<string, string>>;

/** A message to send. */
export interface Message<K, V> {
  /** Messages of one key keep their order. Without a key the partition is chosen at random. */
  readonly key?: K | null;
  /** `null` deletes the key from a compacted topic. */
  readonly value: V | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
  /** Milliseconds since the epoch; default: now. */
  readonly timestamp?: number;
}

/** Where a record lies. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record that was read, decoded by its topic's codecs. */
export interface ConsumedRecord<K, V> extends Position {
  readonly key: K | null;
  readonly value: V;
  readonly headers: Headers;
  /** Milliseconds since the epoch, as the producer or the broker set it. */
  readonly timestamp: number;
}

/** A record as bytes, nothing of it decoded. */
export interface RecordBytes extends Position {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Of a repeated name the last value. */
  readonly headers: Readonly<Record<string, Buffer>>;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}
