import { pathToFileURL } from 'node:url';
import type { Kysely } from 'kysely';
import { createDatabase } from '../database/create-database.js';
import { compileSchema } from '../ddl/compile-schema.js';
import type { CompileOptions } from '../ddl/options.js';
import {
  bigint,
  boolean,
  date,
  double,
  int,
  jsonb,
  numeric,
  real,
  smallint,
  timestamp,
  timestamptz,
  varchar,
} from '../definition/column.js';
import type { Definition, Relation } from '../definition/definition.js';
import { index } from '../definition/index-definition.js';
import type { Interval } from '../definition/interval.js';
import { kafkaTable } from '../definition/kafka.js';
import { defineSchema, type Schema } from '../definition/schema.js';
import { secret } from '../definition/secret.js';
import type { IcebergCatalog } from '../definition/sink/options.js';
import { sink } from '../definition/sink/sink.js';
import { table } from '../definition/table.js';
import { materializedView, view } from '../definition/view.js';
import { applySchema } from '../engine/apply/apply.js';
import type { ApplyOptions } from '../engine/apply/apply-options.js';
import { destroySchema } from '../engine/apply/destroy.js';
import { schemaDrift } from '../engine/inspect/drift.js';
import { schemaStatus } from '../engine/inspect/status.js';
import { databaseTypes } from '../engine/inspect/database-types.js';
import { hop, tumble } from '../functions/windows.js';
import { within } from '../functions/functions.js';
import { pipelineSchema } from '../pipeline/pipeline-schema.js';
import { connectorSchema } from './connector-schema.js';
import { featureSchema } from './feature-schema.js';
import { risingwaveDouble } from './risingwave-double.js';
import { sampleSchema } from './sample-schema.js';

const secrets = { warehouse_password: "it's", lake_key: 'k', lake_secret: 's\\', a: 'a', b: 'b' };

/** Ways to reach Kafka. */
const CONNECTIONS: readonly CompileOptions[] = [
  { kafka: { brokers: 'kafka:9092' } },
  {
    kafka: {
      brokers: 'a:1,b:2',
      clientId: "o'client",
      properties: { 'ssl.ca.location': '/ca.pem' },
    },
  },
  ...(['plain', 'scram-sha-256', 'scram-sha-512'] as const).map((mechanism) => ({
    kafka: {
      brokers: 'kafka:9092',
      securityProtocol: 'sasl_plaintext' as const,
      sasl: { mechanism, username: 'u', password: "p''w" },
    },
  })),
];

/** Every statement of every kind this library writes for RisingWave, each once. */
export async function risingwaveStatements(): Promise<readonly string[]> {
  const statements = new Set<string>();
  for (const options of CONNECTIONS) {
    for (const schema of [featureSchema, pipelineSchema, variants()]) {
      for (const { sql } of compileSchema(schema, 'risingwave', { ...options, secrets })) {
        statements.add(sql);
      }
    }
  }
  for (const sql of await engineStatements()) statements.add(sql);
  return [...statements];
}

/** Every value of every option, and names and values that are hard to quote. */
function variants(): Schema {
  const [a, b] = [secret('a'), secret('b')];
  const all = table('all types', {
    columns: {
      id: bigint().notNull(),
      'a (b); c': varchar().default("'it''s'"),
      smallint: smallint(),
      int: int(),
      real: real(),
      double: double(),
      numeric: numeric(),
      boolean: boolean().default('true'),
      date: date(),
      timestamp: timestamp(),
      timestamptz: timestamptz().default('now()'),
      jsonb: jsonb(),
      select: varchar(),
      日本: varchar(),
    },
    primaryKey: ['id'],
  });
  const tables = (['overwrite', 'ignore', 'update if not null'] as const).map((onConflict, i) =>
    kafkaTable(`conflict_${i}`, {
      columns: { id: bigint().notNull(), v: int() },
      primaryKey: ['id'],
      versionColumn: 'v',
      onConflict,
      topic: "it's",
      timestamptz: (['milli', 'micro', 'utc_without_suffix'] as const)[i] ?? 'utc_string',
      startup: { timestampMillis: 1_700_000_000_000 },
    }),
  );
  const intervals: readonly Interval[] = ['1 second', '90 seconds', '2 hours', '1 day', '3 weeks'];
  const windows = intervals.flatMap((size, i): Relation[] => [
    materializedView(`tumble_${i}`, [all], (db) =>
      db.selectFrom(tumble(all, 'timestamptz', size).as('w')).select('w.window_start'),
    ),
    materializedView(`hop_${i}`, [all], (db) =>
      db.selectFrom(hop(all, 'date', size, size).as('w')).select('w.window_end'),
    ),
    materializedView(`within_${i}`, [all], (db) =>
      db
        .selectFrom('all types')
        .select('id')
        .where((eb) => within(eb.ref('timestamptz'), size)),
    ),
  ]);
  const literals = view('literals', [all], (db) =>
    db
      .selectFrom('all types')
      .select('a (b); c')
      .where('select', 'in', ["'; drop table x; --", '\\', '$1', '\n', '日本'])
      .where('timestamptz', '>', new Date(0))
      .where('double', '<', -1.5e-7)
      .where('boolean', 'is not', null),
  );
  const catalogs: readonly IcebergCatalog[] = [
    { type: 'storage', warehouse: 's3a://w' },
    { type: 'rest', name: 'n', uri: 'http://c', credential: a, token: b, scope: 'x' },
    { type: 'glue', name: 'n', warehouse: 's3://w' },
    { type: 'jdbc', name: 'n', uri: 'jdbc:x', warehouse: 's3://w', user: a, password: b },
    { type: 'hive', name: 'n', uri: 'thrift://h', warehouse: 's3://w' },
  ];
  const sinks: Definition[] = [
    ...catalogs.map((catalog, i) =>
      sink(`iceberg_${i}`, all, {
        connector: 'iceberg',
        catalog,
        database: 'd',
        table: 't',
        mode: 'upsert',
        primaryKey: ['id'],
      }),
    ),
    ...(['disabled', 'preferred', 'required', 'verify-ca', 'verify-full'] as const).map((sslMode) =>
      sink(`postgres_${sslMode}`, all, {
        connector: 'postgres',
        host: 'h',
        port: 5432,
        user: a,
        password: b,
        database: 'd',
        table: 't',
        sslMode,
        sslRootCert: a,
        mode: 'append-only',
        primaryKey: ['id'],
        force: true,
      }),
    ),
    sink('jdbc', all, {
      connector: 'jdbc',
      url: a,
      table: 't',
      mode: 'upsert',
      primaryKey: ['id', 'int'],
    }),
    sink('kafka_plain', all, {
      connector: 'kafka',
      topic: 't',
      format: 'plain',
      force: true,
      primaryKey: ['select'],
      keyEncode: 'text',
      timestamptz: 'micro',
      jsonb: 'string',
      schemas: true,
      producer: {
        'allow.auto.create.topics': true,
        'batch.num.messages': 1,
        'batch.size': 1,
        'compression.codec': 'none',
        'enable.idempotence': false,
        'max.in.flight.requests.per.connection': 1,
        'message.max.bytes': 1,
        'message.send.max.retries': 1,
        'message.timeout.ms': 1,
        'queue.buffering.max.kbytes': 1,
        'queue.buffering.max.messages': 1,
        'queue.buffering.max.ms': 0.5,
        'request.required.acks': -1,
        'retry.backoff.ms': 1,
      },
    }),
    sink(
      'kafka_query',
      [all],
      (db) => db.selectFrom('all types as t').select(['t.id', 't.日本 as 名']),
      {
        connector: 'kafka',
        topic: 't',
        format: 'debezium',
        primaryKey: ['名'],
      },
    ),
  ];
  const byIndex = index('i 1', all, {
    columns: ['id', { column: 'date', order: 'desc' }],
    include: ['日本', 'select'],
  });
  return defineSchema([a, b, all, byIndex, ...tables, ...windows, literals, ...sinks]);
}

/** A table over a topic, made anew when the type of a column changes. */
function topicSchema(n: ReturnType<typeof bigint>): Schema {
  const columns = { id: bigint().notNull(), n };
  return defineSchema([kafkaTable('numbers', { columns, primaryKey: ['id'], topic: 'numbers' })]);
}

/** What the engine says to the server while it creates, changes, looks at and destroys. */
async function engineStatements(): Promise<readonly string[]> {
  const double = await risingwaveDouble();
  const db: Kysely<unknown> = createDatabase<unknown>({ pool: double.pool, target: 'risingwave' });
  const options: ApplyOptions = {
    target: 'risingwave',
    kafka: { brokers: 'kafka:9092' },
    environment: { WAREHOUSE_PASSWORD: 'w' },
    allowDestructive: true,
  };
  const said: string[] = [];
  try {
    const rotated = { ...options, environment: { WAREHOUSE_PASSWORD: "w'2" } };
    for (const versions of [
      [sampleSchema('first'), sampleSchema('second')],
      [connectorSchema('first'), connectorSchema('second')],
      [topicSchema(smallint()), topicSchema(bigint())],
    ]) {
      for (const schema of versions) {
        await applySchema(db, schema, options);
        await applySchema(db, schema, rotated);
        await schemaStatus(db, schema, options);
        await schemaDrift(db, options);
        await databaseTypes(db, options);
        await db.introspection.getMetadata();
      }
      await destroySchema(db, options);
      said.push(...double.received);
      await double.reset();
    }
  } finally {
    await db.destroy();
  }
  return said;
}

// Run directly: the statements for a parser, parted by NUL, which no statement holds.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write((await risingwaveStatements()).join('\0'));
}
