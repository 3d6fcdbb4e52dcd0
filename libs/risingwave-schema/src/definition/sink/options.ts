import type { TimestamptzHandling } from '../kafka-source-spec.js';
import type { Secret } from '../secret.js';

/** Columns that identify a row at the other end. */
export type Keys<Row> = readonly [keyof Row & string, ...(keyof Row & string)[]];

/** A value for a connector: plain, or kept by RisingWave as a secret. */
export type Setting = string | Secret;

/** Rows are inserted, updated and deleted at the other end by their key. */
interface Upserting<Row> {
  readonly mode: 'upsert';
  readonly primaryKey: Keys<Row>;
}

/** Rows are only added at the other end. */
interface Appending<Row> {
  readonly mode: 'append-only';
  /** The key of the table written to, if it has one. */
  readonly primaryKey?: Keys<Row>;
  /** Of a relation whose rows change: leave deletes out and send an update as another row. */
  readonly force?: boolean;
}

/** Producer settings of RisingWave's Kafka sink that both 2.2 and 3.0 know, named as librdkafka names them. */
export interface KafkaProducerOptions {
  readonly 'allow.auto.create.topics'?: boolean;
  readonly 'batch.num.messages'?: number;
  readonly 'batch.size'?: number;
  readonly 'compression.codec'?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly 'enable.idempotence'?: boolean;
  readonly 'max.in.flight.requests.per.connection'?: number;
  readonly 'message.max.bytes'?: number;
  readonly 'message.send.max.retries'?: number;
  /** Milliseconds. */
  readonly 'message.timeout.ms'?: number;
  readonly 'queue.buffering.max.kbytes'?: number;
  readonly 'queue.buffering.max.messages'?: number;
  /** Milliseconds. */
  readonly 'queue.buffering.max.ms'?: number;
  readonly 'request.required.acks'?: number;
  /** Milliseconds. */
  readonly 'retry.backoff.ms'?: number;
}

/** What a row becomes on the topic, and what deletes and updates become. */
type KafkaFormat<Row> =
  | {
      /** `FORMAT PLAIN`: every row is a record; the key, if any, becomes the record's key. */
      readonly format: 'plain';
      readonly primaryKey?: Keys<Row>;
      readonly keyEncode?: 'text';
      /** Of a relation whose rows change: leave deletes out and send an update as another record. */
      readonly force?: boolean;
    }
  | {
      /** `FORMAT UPSERT`: the latest record of a key is the row, an empty one its delete (compacted topics). */
      readonly format: 'upsert';
      readonly primaryKey: Keys<Row>;
      /** The key as plain text instead of a JSON object; for one column of text or whole numbers. */
      readonly keyEncode?: 'text';
    }
  | {
      /** `FORMAT DEBEZIUM`: records hold the row before and after. */
      readonly format: 'debezium';
      readonly primaryKey: Keys<Row>;
    };

/** A Kafka topic of JSON objects, reached through the connection of the compile options. */
export type KafkaSinkOptions<Row> = {
  readonly connector: 'kafka';
  readonly topic: string;
  /** How instants are written. Default `utc_string`. */
  readonly timestamptz?: TimestamptzHandling;
  /** How JSONB columns are written: as a text that holds JSON, or as JSON. Default `string`. */
  readonly jsonb?: 'string' | 'dynamic';
  /** Add Kafka Connect's schema to every record. */
  readonly schemas?: boolean;
  readonly producer?: KafkaProducerOptions;
} & KafkaFormat<Row>;

/** A table in PostgreSQL that has the columns and, for `upsert`, the very same primary key. */
export type PostgresSinkOptions<Row> = {
  readonly connector: 'postgres';
  readonly host: string;
  readonly port: number;
  readonly user: Setting;
  readonly password: Secret;
  readonly database: string;
  /** Default `public`. */
  readonly schema?: string;
  readonly table: string;
  /** Default `preferred`. */
  readonly sslMode?: 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-full';
  /** Path of the root certificate on RisingWave's machines, or the certificate as a secret. */
  readonly sslRootCert?: Setting;
  /** Rows per batch. Default 1024. */
  readonly maxBatchRows?: number;
} & (Upserting<Row> | Appending<Row>);

/** A table in any database RisingWave's Java connector has a driver for. */
export type JdbcSinkOptions<Row> = {
  readonly connector: 'jdbc';
  /** `jdbc:…`; one that holds a password has to be a secret. */
  readonly url: Setting;
  readonly schema?: string;
  readonly table: string;
  /** Default 60. */
  readonly queryTimeoutSeconds?: number;
} & (Upserting<Row> | Appending<Row>);

/** Where Iceberg keeps the list of its tables. */
export type IcebergCatalog =
  | { readonly type: 'storage'; readonly warehouse: string }
  | {
      readonly type: 'rest';
      readonly name: string;
      readonly uri: string;
      readonly warehouse?: string;
      /** For OAuth2: `client:secret`. */
      readonly credential?: Secret;
      readonly token?: Secret;
      readonly scope?: string;
    }
  | { readonly type: 'glue'; readonly name: string; readonly warehouse: string }
  | {
      readonly type: 'jdbc';
      readonly name: string;
      readonly uri: string;
      readonly warehouse: string;
      readonly user?: Setting;
      readonly password?: Secret;
    }
  | {
      readonly type: 'hive';
      readonly name: string;
      readonly uri: string;
      readonly warehouse: string;
    };

/** An Iceberg table. */
export type IcebergSinkOptions<Row> = {
  readonly connector: 'iceberg';
  readonly catalog: IcebergCatalog;
  readonly database: string;
  readonly table: string;
  readonly s3?: {
    readonly region?: string;
    readonly endpoint?: string;
    readonly accessKey?: Secret;
    readonly secretKey?: Secret;
    readonly pathStyleAccess?: boolean;
  };
  /** Take credentials from RisingWave's own environment. */
  readonly credentialsFromEnvironment?: boolean;
  /** Create the Iceberg table where it is missing. */
  readonly createTable?: boolean;
  /** Checkpoints per commit. Default 60. */
  readonly commitCheckpointInterval?: number;
} & (Upserting<Row> | Appending<Row>);

/** Where rows go and how. */
export type SinkOptions<Row> =
  KafkaSinkOptions<Row> | PostgresSinkOptions<Row> | JdbcSinkOptions<Row> | IcebergSinkOptions<Row>;

/** The options of any sink, whatever its rows. */
export type AnySinkOptions = SinkOptions<Readonly<Record<string, unknown>>>;
