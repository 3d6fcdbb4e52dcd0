import { bigint, varchar } from '../definition/column.js';
import { kafkaSource } from '../definition/kafka.js';
import { defineSchema, type Schema } from '../definition/schema.js';
import { secret } from '../definition/secret.js';
import { sink } from '../definition/sink/sink.js';
import { materializedView, view } from '../definition/view.js';

/** A source, views over it, and sinks from those; in the second version a view below the sinks is another. */
export function connectorSchema(version: 'first' | 'second'): Schema {
  const second = version === 'second';
  const password = secret('warehouse_password', { env: 'WAREHOUSE_PASSWORD' });
  const clicks = kafkaSource('clicks', {
    columns: { id: bigint(), page: varchar() },
    topic: 'clicks',
    include: { record_offset: 'offset' },
  });
  const shown = view('shown', [clicks], (db) =>
    db.selectFrom('clicks').select(['id', 'page']).where('page', 'is not', null),
  );
  // The first version reads from `shown`, which the second one no longer defines.
  const stored = second
    ? materializedView('stored', [clicks], (db) => db.selectFrom('clicks').select(['id', 'page']))
    : materializedView('stored', [shown], (db) => db.selectFrom('shown').select(['id', 'page']));
  const perPage = materializedView('per_page', [stored], (db) =>
    db
      .selectFrom('stored')
      .select((eb) => ['page', eb.fn.countAll<number>().as('clicks')])
      .groupBy('page'),
  );
  const toPostgres = sink('to_postgres', perPage, {
    connector: 'postgres',
    host: 'warehouse',
    port: 5432,
    user: 'loader',
    password,
    database: 'web',
    table: 'pages',
    mode: 'upsert',
    primaryKey: ['page'],
  });
  const toKafka = sink(
    'to_kafka',
    [stored],
    (db) => db.selectFrom('stored').select('page').where('id', '>', 10),
    { connector: 'kafka', topic: second ? 'pages-2' : 'pages', format: 'plain', force: true },
  );
  const added = sink('added', perPage, {
    connector: 'kafka',
    topic: 'per-page',
    format: 'upsert',
    primaryKey: ['page'],
  });
  return defineSchema([
    password,
    clicks,
    ...(second ? [] : [shown]),
    stored,
    perPage,
    toPostgres,
    toKafka,
    ...(second ? [added] : []),
  ]);
}
