/** How RisingWave reads JSON values into TIMESTAMPTZ columns. */
export type TimestamptzHandling = 'utc_string' | 'utc_without_suffix' | 'milli' | 'micro';

/** The connector half of a Kafka table or source. */
export interface KafkaSourceSpec {
  readonly topic: string;
  /** Where a new table starts to read. Default: earliest. */
  readonly startup?: 'earliest' | 'latest' | { readonly timestampMillis: number };
  /** Default `utc_string`: texts with a zone; anything else becomes NULL instead of a guess. */
  readonly timestamptz?: TimestamptzHandling;
  /** What the names of RisingWave's consumer groups begin with. */
  readonly groupIdPrefix?: string;
}
