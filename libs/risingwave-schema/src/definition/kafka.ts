import type { Columns } from './column.js';
import { includedColumns, type IncludedColumns, type Includes } from './include.js';
import type { KafkaSourceSpec } from './kafka-source-spec.js';
import { makeStored, type Stored, type Table, type TableOptions, type Watermark } from './table.js';

export interface KafkaOptions<I extends Includes = Includes> extends KafkaSourceSpec {
  /** Parts of the records beside their values, by the name of the column each becomes. */
  readonly include?: I;
}

type NoIncludes = Readonly<Record<never, never>>;

/**
 * A table that RisingWave fills from a Kafka topic of JSON objects (`FORMAT PLAIN ENCODE JSON`), a
 * later row replacing an earlier one with the same key. RisingWave reads committed records only.
 * On PostgreSQL it is a plain table for a loader to fill.
 */
export function kafkaTable<
  const N extends string,
  C extends Columns,
  const I extends Includes = NoIncludes,
>(name: N, options: TableOptions<C> & KafkaOptions<I>): Table<N, C & IncludedColumns<I>> {
  return makeStored(
    'table',
    name,
    options,
    kafkaSpec(options),
    includedColumns(options.include ?? {}),
  ) as unknown as Table<N, C & IncludedColumns<I>>;
}

/** A Kafka topic views read from; RisingWave keeps none of its rows. */
export interface Source<N extends string = string, C extends Columns = Columns> extends Stored<
  N,
  C
> {
  readonly kind: 'source';
  readonly kafka: KafkaSourceSpec;
}

export interface SourceOptions<C extends Columns> {
  readonly columns: C;
  readonly watermark?: Watermark<keyof C & string>;
}

/**
 * A Kafka topic of JSON objects as a relation without storage: each view over it reads the topic by
 * itself, so a view made later or anew sees what the topic still holds. Every record is a row; there
 * is no key. On PostgreSQL it is a plain table without a key for a loader to fill.
 */
export function kafkaSource<
  const N extends string,
  C extends Columns,
  const I extends Includes = NoIncludes,
>(name: N, options: SourceOptions<C> & KafkaOptions<I>): Source<N, C & IncludedColumns<I>> {
  return makeStored(
    'source',
    name,
    {
      columns: options.columns,
      appendOnly: true,
      ...(options.watermark ? { watermark: options.watermark } : {}),
    },
    kafkaSpec(options),
    includedColumns(options.include ?? {}),
  ) as unknown as Source<N, C & IncludedColumns<I>>;
}

function kafkaSpec({ topic, startup, timestamptz, groupIdPrefix }: KafkaOptions): KafkaSourceSpec {
  return {
    topic,
    ...(startup ? { startup } : {}),
    ...(timestamptz ? { timestamptz } : {}),
    ...(groupIdPrefix ? { groupIdPrefix } : {}),
  };
}
