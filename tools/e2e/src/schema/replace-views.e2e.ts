import {
  applySchema,
  BlockedError,
  bigint,
  createDatabase,
  defineSchema,
  materializedView,
  planSchema,
  table,
  varchar,
  view,
} from '@wikistream/risingwave-schema';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres, type PostgresCluster } from '../support/postgres.js';

const options = { target: 'postgres' } as const;
let cluster: PostgresCluster;

beforeAll(async () => {
  cluster = await startPostgres();
}, 120_000);
afterAll(() => cluster.stop());

/** Two views side by side over one that differs from version to version, and a view over both. */
function schemaVersion(version: number) {
  const base = table('base', {
    columns: { id: bigint().notNull(), name: varchar() },
    primaryKey: ['id'],
  });
  const detail = materializedView('detail', [base], (db) =>
    db.selectFrom('base').select(['id', 'name']).where('id', '<>', -version),
  );
  const left = view('left_side', [detail], (db) => db.selectFrom('detail').select('id'));
  const right = view('right_side', [detail], (db) => db.selectFrom('detail').select('name'));
  const both = view('both_sides', [left, right], (db) =>
    db.selectFrom(['left_side as l', 'right_side as r']).select(['l.id', 'r.name']),
  );
  return defineSchema([base, detail, left, right, both]);
}

describe('views on PostgreSQL', () => {
  it('change under readers, by two migrators at once, without an error or an empty answer', async () => {
    const connect = () => createDatabase<unknown>({ connectionString: cluster.url, ...options });
    const databases = [connect(), connect()] as const;
    await applySchema(databases[0], schemaVersion(0), options);
    const pool = new Pool({ connectionString: cluster.url, max: 8 });
    // The server may go while an idle connection is still being closed.
    pool.on('error', () => undefined);
    await pool.query(`insert into base select i, 'n' || i from generate_series(1, 30) i`);

    let reading = true;
    let reads = 0;
    // Joins name the views in both orders, which is what makes circles of waiting possible.
    const queries = [
      'select count(*)::int as n from left_side l join right_side r on true',
      'select count(*)::int as n from right_side r join left_side l on true',
      'select count(*)::int as n from both_sides b join detail d on d.id = b.id',
      'select count(*)::int as n from detail d join both_sides b on d.id = b.id',
    ];
    const readers = queries.map(async (query) => {
      while (reading) {
        const { rows } = await pool.query<{ n: number }>(query);
        expect(rows[0]?.n).toBe(900);
        reads++;
      }
    });
    for (let version = 1; version <= 10; version++) {
      await Promise.all(databases.map((db) => applySchema(db, schemaVersion(version), options)));
      expect((await planSchema(databases[0], schemaVersion(version), options)).empty).toBe(true);
    }
    reading = false;
    await Promise.all(readers);
    expect(reads).toBeGreaterThan(20);
    await Promise.all([...databases.map((db) => db.destroy()), pool.end()]);
  }, 120_000);

  it('do not change while somebody holds on to them, and that is said', async () => {
    const db = createDatabase<unknown>({ connectionString: cluster.url, ...options });
    const holder = new Client({ connectionString: cluster.url });
    await holder.connect();
    await applySchema(db, schemaVersion(0), { ...options, lockTimeout: 0 });
    const before = await planSchema(db, schemaVersion(99), options);
    await holder.query('begin; select count(*) from both_sides');

    const blocked: unknown = await applySchema(db, schemaVersion(99), {
      ...options,
      lockTimeout: 0,
    }).catch((error: unknown) => error);
    expect(blocked).toBeInstanceOf(BlockedError);
    expect(String(blocked)).toMatch(/kept .*both_sides.* in use for \d+ s/);
    expect(await planSchema(db, schemaVersion(99), options)).toEqual(before);

    await holder.query('commit');
    await applySchema(db, schemaVersion(99), options);
    expect((await planSchema(db, schemaVersion(99), options)).empty).toBe(true);
    await Promise.all([holder.end(), db.destroy()]);
  });
});
