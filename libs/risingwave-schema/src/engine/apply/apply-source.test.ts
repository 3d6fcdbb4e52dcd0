import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { bigint, varchar } from '../../definition/column.js';
import { kafkaSource } from '../../definition/kafka.js';
import { defineSchema } from '../../definition/schema.js';
import { approxCountDistinct, within } from '../../functions/functions.js';
import { tumble } from '../../functions/windows.js';
import { clicks, featureSchema } from '../../testing/feature-schema.js';
import { startPglite, type TestServer } from '../../testing/pglite.js';
import { applySchema } from './apply.js';
import { destroySchema } from './destroy.js';
import { schemaDrift } from '../inspect/drift.js';
import { planSchema } from '../plan/plan-schema.js';
import { databaseTypes } from '../inspect/database-types.js';

let server: TestServer;
let db: Kysely<(typeof featureSchema)['$database']>;
const options = { target: 'postgres' } as const;

beforeAll(async () => {
  server = await startPglite();
  db = createDatabase({ connectionString: server.url, maxConnections: 1, ...options });
});
afterAll(async () => {
  await db.destroy();
  await server.close();
});

describe('sources, sinks and windows on PostgreSQL', () => {
  it('are created, but for what it does without, and leave nothing to do', async () => {
    const { changes } = await applySchema(db, featureSchema, options);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(
      new Set(['table', 'source', 'materialized view', 'view']),
    );
    expect((await planSchema(db, featureSchema, options)).empty).toBe(true);
    expect(await schemaDrift(db, options)).toEqual([]);
    expect(await databaseTypes(db, options)).toContain('record_key: Uint8Array | null;');
  });

  it('let a query use the functions of the library', async () => {
    await db
      .insertInto('clicks')
      .values([
        { id: 1, page: 'a', visitor: 'v', at: new Date(), record_key: new Uint8Array([1, 2]) },
        { id: 2, page: 'a', visitor: 'v', at: '2025-05-12T09:53:29Z' },
      ])
      .execute();
    const rows = await db
      .selectFrom(tumble(clicks, 'at', '1 minute').as('w'))
      .select((eb) => ['w.window_start', approxCountDistinct(eb.ref('w.visitor')).as('visitors')])
      .where((eb) => eb.not(within(eb.ref('w.at'), '1 day')))
      .groupBy('w.window_start')
      .execute();
    expect(rows).toEqual([{ window_start: new Date('2025-05-12T09:53:00Z'), visitors: 1 }]);
    const { record_key } = await db
      .selectFrom('clicks')
      .select('record_key')
      .where('id', '=', 1)
      .executeTakeFirstOrThrow();
    expect([...(record_key ?? [])]).toEqual([1, 2]);
  });

  it('keep the rows of a source that changes', async () => {
    const one = kafkaSource('one', { columns: { id: bigint().notNull() }, topic: 't' });
    const two = kafkaSource('one', {
      columns: { id: bigint().notNull(), note: varchar() },
      topic: 't',
      include: { at: 'timestamp' },
    });
    const allowed = { ...options, allowDestructive: true };
    await applySchema(db, defineSchema([one]), allowed);
    await server.pglite.exec('insert into one values (7)');
    const { changes } = await applySchema(db, defineSchema([two]), options);
    expect(changes.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
      'alter: add column note varchar, add column at timestamptz',
    ]);
    expect((await server.pglite.query('select * from one')).rows).toEqual([
      { id: 7, note: null, at: null },
    ]);
    const losses = (await planSchema(db, defineSchema([]), options)).changes;
    expect(losses.flatMap(({ destructive }) => destructive)).toEqual([
      'one: the table and its rows',
    ]);
    await destroySchema(db, allowed);
    expect(await schemaDrift(db, options)).toEqual([]);
  });
});
