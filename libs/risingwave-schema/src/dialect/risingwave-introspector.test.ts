import type { Kysely, TableMetadata } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../database/create-database.js';
import { applySchema } from '../engine/apply/apply.js';
import { startPglite, type TestServer } from '../testing/pglite.js';
import { risingwaveDouble } from '../testing/risingwave-double.js';
import { sampleSchema } from '../testing/sample-schema.js';

let server: TestServer;
let postgres: Kysely<unknown>;
let risingwave: Kysely<unknown>;

beforeAll(async () => {
  server = await startPglite();
  postgres = createDatabase({
    connectionString: server.url,
    target: 'postgres',
    maxConnections: 1,
  });
  const double = await risingwaveDouble();
  risingwave = createDatabase({ pool: double.pool, target: 'risingwave' });
  const schema = sampleSchema('first');
  await applySchema(postgres, schema, { target: 'postgres' });
  await applySchema(risingwave, schema, {
    target: 'risingwave',
    kafka: { brokers: 'kafka:9092' },
  });
});
afterAll(async () => {
  await postgres.destroy();
  await server.close();
  await risingwave.destroy();
});

describe('RisingwaveIntrospector (double)', () => {
  /** What the definitions made, without the engine's own tables; types as either database spells them. */
  const outline = (tables: readonly TableMetadata[]) =>
    tables
      .filter(({ name }) => !name.startsWith('schema_'))
      .map(({ schema, name, isView, columns }) => ({
        relation: `${schema}.${name}`,
        isView,
        columns: columns.map((column) => column.name),
      }))
      .sort((a, b) => (a.relation < b.relation ? -1 : 1));

  it("finds what Kysely's own finds on PostgreSQL, a Kafka table once", async () => {
    const found = outline(await risingwave.introspection.getTables());
    expect(found).toEqual(outline(await postgres.introspection.getTables()));
    expect(found).toContainEqual({
      relation: 'public.events',
      isView: false,
      columns: ['id', 'kind', 'name'],
    });
    expect(found).toContainEqual({
      relation: 'public.top',
      isView: true,
      columns: ['kind', 'cnt', 'name'],
    });
  });

  it('tells types and schemas, and leaves out those of the server', async () => {
    const { tables } = await risingwave.introspection.getMetadata();
    const events = tables.find(({ name }) => name === 'events');
    expect(events?.columns.map(({ dataType }) => dataType)).toEqual([
      'bigint',
      'character varying',
      'character varying',
    ]);
    expect(new Set(tables.map(({ schema }) => schema))).toEqual(new Set(['public']));
    const schemas = await risingwave.introspection.getSchemas();
    expect(schemas.map(({ name }) => name)).toContain('public');
  });
});
