import type { Column, Columns, RowOf } from './column.js';
import type { Definition } from './definition.js';
import { makeTable, type Table, type TableOptions } from './table.js';

/** Metadata of a Kafka record as a column: RisingWave's `INCLUDE … AS name`. */
export type IncludedField = 'key' | 'timestamp' | 'partition' | 'offset';

/** How RisingWave reads JSON values into TIMESTAMPTZ columns. */
export type TimestamptzHandling = 'utc_string' | 'utc_without_suffix' | 'milli' | 'micro';

export interface KafkaOptions {
  readonly topic: string;
  /** Where a new table starts to read. Default: earliest. */
  readonly startup?: 'earliest' | 'latest' | { readonly timestampMillis: number };
  /** Default `utc_string`: texts with a zone; anything else becomes NULL instead of a guess. */
  readonly timestamptz?: TimestamptzHandling;
  /** Kafka metadata columns, by the name they get; absent on PostgreSQL. */
  readonly include?: Readonly<Record<string, IncludedField>>;
}

/** The connector half of a Kafka table or source. */
export interface KafkaSourceSpec extends KafkaOptions {
  readonly secrets?: readonly Definition[];
}

/**
 * A table that RisingWave fills from a Kafka topic of JSON objects (`FORMAT PLAIN ENCODE JSON`), a
 * later row replacing an earlier one with the same key. RisingWave reads committed records only.
 * On PostgreSQL it is a plain table for a loader to fill.
 */
export function kafkaTable<const N extends string, C extends Columns>(
  name: N,
  options: TableOptions<C> & KafkaOptions,
): Table<N, C> {
  return makeTable(name, options, kafkaSpec(options));
}

export function kafkaSpec(options: KafkaOptions): KafkaSourceSpec {
  const { topic, startup, timestamptz, include } = options;
  return {
    topic,
    ...(startup ? { startup } : {}),
    ...(timestamptz ? { timestamptz } : {}),
    ...(include ? { include } : {}),
  };
}

export type { Column, RowOf };
