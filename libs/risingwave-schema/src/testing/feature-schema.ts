import {
  bigint,
  boolean,
  jsonb,
  proctime,
  timestamp,
  timestamptz,
  varchar,
} from '../definition/column.js';
import { kafkaSource, kafkaTable } from '../definition/kafka.js';
import { defineSchema } from '../definition/schema.js';
import { secret } from '../definition/secret.js';
import { sink } from '../definition/sink/sink.js';
import { table } from '../definition/table.js';
import { materializedView, view } from '../definition/view.js';
import { approxCountDistinct, asOfNow, within } from '../functions/functions.js';
import { hop, tumble } from '../functions/windows.js';

/** One of everything this library can define. */

export const warehousePassword = secret('warehouse_password', { env: 'WAREHOUSE_PASSWORD' });
export const lakeKey = secret('lake_key');
export const lakeSecret = secret('lake_secret');

export const clicks = kafkaSource('clicks', {
  columns: {
    id: bigint().notNull(),
    page: varchar(),
    visitor: varchar(),
    at: timestamptz(),
    opened: timestamp(),
    seen_at: proctime(),
  },
  topic: 'clicks',
  startup: 'latest',
  groupIdPrefix: 'rw-clicks',
  watermark: { column: 'at', delay: '5 seconds' },
  include: {
    record_key: 'key',
    record_partition: 'partition',
    record_offset: 'offset',
    record_time: 'timestamp',
    record: 'payload',
    trace: { header: "trace'id" },
  },
});

export const readings = kafkaTable('readings', {
  columns: { id: bigint().notNull(), at: timestamptz(), room: varchar(), details: jsonb() },
  primaryKey: ['id'],
  appendOnly: true,
  watermark: { column: 'at', delay: '1 minute' },
  topic: 'readings',
  include: { arrived: 'timestamp' },
});

export const pages = table('pages', {
  columns: { page: varchar().notNull(), title: varchar(), hidden: boolean(), version: bigint() },
  primaryKey: ['page'],
  onConflict: 'update if not null',
  versionColumn: 'version',
});

export const log = table('log', {
  columns: { line: varchar(), at: timestamp() },
  appendOnly: true,
  watermark: { column: 'at', delay: '2 hours' },
});

export const perMinute = materializedView('clicks_per_minute', [clicks], (db) =>
  db
    .selectFrom(tumble(clicks, 'at', '1 minute').as('w'))
    .select((eb) => [
      'w.page',
      'w.window_start',
      'w.window_end',
      eb.fn.countAll<number>().as('clicks'),
      approxCountDistinct(eb.ref('w.visitor')).as('visitors'),
    ])
    .groupBy(['w.page', 'w.window_start', 'w.window_end']),
);

export const finalMinutes = materializedView(
  'readings_final',
  [readings],
  (db) =>
    db
      .selectFrom(tumble(readings, 'at', '1 minute').as('w'))
      .select((eb) => ['w.room', 'w.window_start', eb.fn.countAll<number>().as('readings')])
      .groupBy(['w.room', 'w.window_start']),
  { emitOnWindowClose: true },
);

export const sliding = materializedView('log_sliding', [log], (db) =>
  db
    .selectFrom(hop(log, 'at', '5 minutes', '15 minutes').as('w'))
    .select((eb) => ['w.window_start', 'w.window_end', eb.fn.countAll<number>().as('lines')])
    .groupBy(['w.window_start', 'w.window_end']),
);

export const today = materializedView('readings_today', [readings], (db) =>
  db
    .selectFrom('readings')
    .select(['id', 'room', 'at'])
    .where((eb) => within(eb.ref('at'), '1 day')),
);

export const titled = materializedView('clicks_titled', [clicks, pages], (db) =>
  db
    .selectFrom('clicks as c')
    .leftJoin(asOfNow(pages).as('p'), 'p.page', 'c.page')
    .select(['c.id', 'c.page', 'p.title', 'c.record_offset', 'c.trace']),
);

export const busy = view('busy_minutes', [perMinute], (db) =>
  db.selectFrom('clicks_per_minute').selectAll().where('clicks', '>', 100),
);

export const minutesToKafka = sink('minutes_to_kafka', perMinute, {
  connector: 'kafka',
  topic: 'clicks-per-minute',
  format: 'upsert',
  primaryKey: ['page', 'window_start'],
  timestamptz: 'utc_string',
  jsonb: 'dynamic',
  schemas: false,
  producer: {
    'compression.codec': 'zstd',
    'queue.buffering.max.ms': 50,
    'enable.idempotence': true,
  },
});

export const titlesToKafka = sink('titles_to_kafka', pages, {
  connector: 'kafka',
  topic: 'titles',
  format: 'upsert',
  primaryKey: ['page'],
  keyEncode: 'text',
  snapshot: false,
});

export const changesToKafka = sink('changes_to_kafka', pages, {
  connector: 'kafka',
  topic: 'page-changes',
  format: 'debezium',
  primaryKey: ['page'],
});

export const hiddenToKafka = sink(
  'hidden_to_kafka',
  [pages],
  (db) => db.selectFrom('pages').select(['page', 'title']).where('hidden', '=', true),
  { connector: 'kafka', topic: 'hidden', format: 'plain', force: true },
);

export const minutesToPostgres = sink('minutes_to_postgres', perMinute, {
  connector: 'postgres',
  host: 'warehouse',
  port: 5432,
  user: 'loader',
  password: warehousePassword,
  database: 'web',
  schema: 'stats',
  table: 'minutes',
  sslMode: 'verify-full',
  maxBatchRows: 500,
  mode: 'upsert',
  primaryKey: ['page', 'window_start'],
});

export const minutesToJdbc = sink('readings_to_jdbc', today, {
  connector: 'jdbc',
  url: 'jdbc:postgresql://warehouse:5432/web?user=loader',
  schema: 'stats',
  table: 'readings',
  queryTimeoutSeconds: 30,
  mode: 'append-only',
  force: true,
});

export const readingsToLake = sink('readings_to_lake', readings, {
  connector: 'iceberg',
  catalog: { type: 'storage', warehouse: 's3a://lake/warehouse' },
  database: 'home',
  table: 'readings',
  s3: {
    region: 'eu-central-1',
    endpoint: 'http://minio:9000',
    accessKey: lakeKey,
    secretKey: lakeSecret,
    pathStyleAccess: true,
  },
  createTable: true,
  commitCheckpointInterval: 10,
  mode: 'append-only',
});

export const pagesToLake = sink('pages_to_lake', pages, {
  connector: 'iceberg',
  catalog: {
    type: 'rest',
    name: 'home',
    uri: 'http://catalog:8181',
    warehouse: 's3://lake',
    credential: lakeSecret,
  },
  database: 'home',
  table: 'pages',
  credentialsFromEnvironment: true,
  mode: 'upsert',
  primaryKey: ['page'],
});

export const featureSchema = defineSchema([
  warehousePassword,
  lakeKey,
  lakeSecret,
  clicks,
  readings,
  pages,
  log,
  perMinute,
  finalMinutes,
  sliding,
  today,
  titled,
  busy,
  minutesToKafka,
  titlesToKafka,
  changesToKafka,
  hiddenToKafka,
  minutesToPostgres,
  minutesToJdbc,
  readingsToLake,
  pagesToLake,
]);
