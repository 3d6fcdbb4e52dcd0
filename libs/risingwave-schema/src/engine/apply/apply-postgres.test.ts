import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { bigint, int, varchar } from '../../definition/column.js';
import { index } from '../../definition/index-definition.js';
import { defineSchema } from '../../definition/schema.js';
import { table } from '../../definition/table.js';
import { view } from '../../definition/view.js';
import { DestructiveChangeError, StatementError, UnmanagedObjectError } from '../../errors.js';
import { crashBeforeEachStatement } from '../../testing/crash.js';
import { emptyDatabase, startPglite, type TestServer } from '../../testing/pglite.js';
import { sampleSchema } from '../../testing/sample-schema.js';
import { applySchema } from './apply.js';
import { destroySchema } from './destroy.js';
import { schemaDrift } from '../inspect/drift.js';
import { databaseTypes } from '../inspect/database-types.js';
import { planSchema } from '../plan/plan-schema.js';

let server: TestServer;
let db: Kysely<unknown>;
const options = { target: 'postgres' } as const;

beforeAll(async () => {
  server = await startPglite();
  db = createDatabase<unknown>({ connectionString: server.url, maxConnections: 1, ...options });
});
beforeEach(() => emptyDatabase(server.pglite));
afterAll(async () => {
  await db.destroy();
  await server.close();
});

async function state() {
  const objects = await server.pglite.query(`
    select c.relname as name, c.relkind::text as kind,
      case when c.relkind = 'v' then pg_get_viewdef(c.oid)
           when c.relkind = 'i' then pg_get_indexdef(c.oid)
           else (select string_agg(attname || ' ' || atttypid::regtype, ', ' order by attnum)
             from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped)
      end as definition
    from pg_class c where relnamespace = 'public'::regnamespace order by 1`);
  const ledger = await server.pglite.query(
    'select name, kind, state, fingerprint, definition, details from schema_ledger order by 1',
  );
  return { objects: objects.rows, ledger: ledger.rows };
}

describe('apply on PostgreSQL', () => {
  it('leaves the old or the new schema, whichever statement is the last before a crash', async () => {
    await applySchema(db, sampleSchema('second'), options);
    const wanted = await state();

    let before: unknown;
    const crashes = await crashBeforeEachStatement({
      prepare: async () => {
        await emptyDatabase(server.pglite);
        await applySchema(db, sampleSchema('first'), options);
        before = await state();
      },
      change: (onStatement) => applySchema(db, sampleSchema('second'), { ...options, onStatement }),
      crashed: async (where) => {
        expect([before, wanted], where).toContainEqual(await state());
        await applySchema(db, sampleSchema('second'), options);
        expect(await state(), where).toEqual(wanted);
      },
    });
    expect(await state()).toEqual(wanted);
    expect(crashes).toBeGreaterThan(5);
  }, 120_000);

  it('renames a column with its values, and the view that reads it', async () => {
    const before = table('t', { columns: { id: bigint().notNull(), old: varchar() } });
    await applySchema(
      db,
      defineSchema([before, view('v', [before], (q) => q.selectFrom('t').select('old'))]),
      options,
    );
    await server.pglite.exec(`insert into t values (1, 'kept')`);
    const after = table('t', {
      columns: { id: bigint().notNull(), fresh: varchar().renamedFrom('old') },
    });
    const schema = defineSchema([
      after,
      view('v', [after], (q) => q.selectFrom('t').select('fresh')),
    ]);
    const plan = await planSchema(db, schema, options);
    expect(plan.changes.map(({ object, action, reason }) => [object, action, reason])).toEqual([
      ['t', 'alter', 'rename column old to fresh'],
      ['v', 'replace', 'definition changed'],
    ]);
    await applySchema(db, schema, options);
    expect((await server.pglite.query('select * from v')).rows).toEqual([{ fresh: 'kept' }]);
    expect((await planSchema(db, schema, options)).empty).toBe(true);
  });

  it('drops a column and its values only when that is allowed', async () => {
    const wide = table('t', { columns: { a: varchar(), b: varchar() } });
    const narrow = table('t', { columns: { a: varchar() } });
    const over = (t: typeof narrow) => view('v', [t], (q) => q.selectFrom('t').select('a'));
    await applySchema(db, defineSchema([wide, over(wide)]), options);
    const schema = defineSchema([narrow, over(narrow)]);
    await expect(applySchema(db, schema, options)).rejects.toThrow(DestructiveChangeError);
    await applySchema(db, schema, { ...options, allowDestructive: true });
    expect((await planSchema(db, schema, options)).empty).toBe(true);
  });

  it('changes type, default, NULLs and key of a table with rows and views', async () => {
    const before = table('t', { columns: { id: varchar().notNull(), n: varchar() } });
    await applySchema(
      db,
      defineSchema([before, view('v', [before], (q) => q.selectFrom('t').select('n'))]),
      options,
    );
    await server.pglite.exec(`insert into t values ('a', '7')`);
    const after = table('t', {
      columns: { id: varchar().notNull(), n: int().notNull().default('0') },
      primaryKey: ['id'],
    });
    const schema = defineSchema([after, view('v', [after], (q) => q.selectFrom('t').select('n'))]);
    await applySchema(db, schema, { ...options, allowDestructive: true });
    await server.pglite.exec(`insert into t (id) values ('b')`);
    expect((await server.pglite.query('select n from v order by n')).rows).toEqual([
      { n: 0 },
      { n: 7 },
    ]);
    await expect(server.pglite.exec(`insert into t (id) values ('b')`)).rejects.toThrow('t_pkey');
  });

  it('touches nothing it did not make', async () => {
    await server.pglite.exec('create table names (x int)');
    const schema = sampleSchema('first');
    expect((await planSchema(db, schema, options)).unmanaged).toEqual(['names']);
    await expect(applySchema(db, schema, options)).rejects.toThrow(UnmanagedObjectError);
    const { rows } = await server.pglite.query(`select 1 from pg_class where relname = 'events'`);
    expect(rows).toEqual([]);
  });

  it('makes again what someone dropped', async () => {
    await applySchema(db, sampleSchema('first'), options);
    const wanted = await state();
    await server.pglite.exec('drop view removed; drop view top');
    const plan = await planSchema(db, sampleSchema('first'), options);
    expect(plan.changes.map(({ object, reason }) => [object, reason])).toEqual([
      ['top', 'missing in the database'],
      ['removed', 'missing in the database'],
    ]);
    await applySchema(db, sampleSchema('first'), options);
    expect(await state()).toEqual(wanted);
  });

  it('says which object and statement the server refused', async () => {
    await applySchema(db, sampleSchema('first'), options);
    await server.pglite.exec('create view theirs as select * from removed');
    const refused = applySchema(db, sampleSchema('second'), options);
    await expect(refused).rejects.toThrow(StatementError);
    await expect(refused).rejects.toThrow(/removed.*view theirs depends|cannot drop view removed/s);
  });

  it('notices what was changed by hand', async () => {
    await applySchema(db, sampleSchema('first'), options);
    expect(await schemaDrift(db, options)).toEqual([]);
    await server.pglite.exec(`
      drop view removed; create or replace view per_name as select 'x'::varchar as name, 1::bigint as cnt;
      alter table names add column hand int; create table theirs (x int)`);
    expect(await schemaDrift(db, options)).toEqual([
      { object: 'names', problem: 'changed', detail: 'column hand was added' },
      { object: 'per_name', problem: 'changed', detail: 'the view has another definition' },
      { object: 'removed', problem: 'missing', detail: 'the view is gone' },
      { object: 'theirs', problem: 'foreign', detail: 'a table this tool did not make' },
    ]);
  });

  it('notices constraints, defaults, indexes and kinds that were changed by hand', async () => {
    const t = table('t', {
      columns: {
        id: bigint().notNull(),
        part: int(),
        a: varchar().notNull().default("'x'"),
        b: varchar().default("'y'"),
        c: varchar(),
      },
      primaryKey: ['part', 'id'],
    });
    const low = view('low', [t], (q) => q.selectFrom('t').select('id'));
    const byA = index('by_a', t, { columns: ['a'] });
    await applySchema(db, defineSchema([t, low, byA]), options);
    expect(await schemaDrift(db, options)).toEqual([]);
    await server.pglite.exec(`
      alter table t drop constraint t_pkey; alter table t alter part drop not null;
      alter table t alter a drop default; alter table t alter b set default 'z';
      alter table t alter c set default 'c'; drop index by_a; create index by_a on t (b);
      drop view low; create table low (id bigint)`);
    const note = (object: string, detail: string) => ({ object, problem: 'changed', detail });
    expect(await schemaDrift(db, options)).toEqual([
      note('by_a', 'the index has another definition'),
      note('low', 'its name is that of a table, not of a view'),
      note(
        't',
        'the primary key is gone, column part allows NULL, the default of a is gone, ' +
          "the default of b is 'z'::character varying, the default of c is 'c'::character varying",
      ),
    ]);
    await server.pglite.exec('alter table t add primary key (id, part)');
    expect((await schemaDrift(db, options)).at(-1)?.detail).toMatch(
      /^the primary key is \(id, part\), not \(part, id\)/,
    );
  });

  it('takes a column out of a table and its key, and lets a former key be NULL', async () => {
    const before = table('t', {
      columns: { a: bigint(), b: bigint().notNull(), c: bigint() },
      primaryKey: ['a', 'b', 'c'],
    });
    const after = table('t', {
      columns: { b: bigint(), c: bigint().notNull() },
      primaryKey: ['c'],
    });
    const allowed = { ...options, allowDestructive: true };
    await applySchema(db, defineSchema([before]), allowed);
    await applySchema(db, defineSchema([after]), allowed);
    expect((await planSchema(db, defineSchema([after]), options)).empty).toBe(true);
    expect(await schemaDrift(db, options)).toEqual([]);
    await server.pglite.exec('insert into t values (null, 1)');
    const keyless = table('t', { columns: { b: bigint(), c: bigint() } });
    await applySchema(db, defineSchema([keyless]), allowed);
    expect(await schemaDrift(db, options)).toEqual([]);
  });

  it('changes the key of a table with a name as long as names can be', async () => {
    const name = '表'.repeat(21);
    const columns = { a: bigint().notNull(), b: bigint().notNull() };
    await applySchema(db, defineSchema([table(name, { columns, primaryKey: ['a'] })]), options);
    const after = defineSchema([table(name, { columns, primaryKey: ['b'] })]);
    await applySchema(db, after, options);
    expect(await schemaDrift(db, options)).toEqual([]);
  });

  it('tells of each change once, whatever had to be tried again', async () => {
    let tries = 0;
    const seen: string[] = [];
    const { changes } = await applySchema(db, sampleSchema('first'), {
      ...options,
      onStatement: ({ display }) => {
        if (display.startsWith('create view "removed"') && tries++ < 2) {
          throw Object.assign(new Error('lock timeout'), { code: '55P03' });
        }
      },
      onProgress: ({ object, action }) => void seen.push(`${action} ${object}`),
    });
    expect(tries).toBe(3);
    expect(seen).toEqual(changes.map(({ action, object }) => `${action} ${object}`));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('drops all it made and nothing else, when that is allowed', async () => {
    await server.pglite.exec('create table theirs (x int)');
    await applySchema(db, sampleSchema('first'), options);
    await expect(destroySchema(db, options)).rejects.toThrow(DestructiveChangeError);
    await destroySchema(db, { ...options, allowDestructive: true });
    const { rows } = await server.pglite.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace`,
    );
    expect(rows).toEqual([{ relname: 'theirs' }]);
  });

  it('writes the types of a live database', async () => {
    await server.pglite.exec(
      'create table "odd name" (id bigint not null, "a-b" timestamptz, d numeric, j jsonb, xs int[], i interval, p point, o oid)',
    );
    expect(await databaseTypes(db, options)).toBe(`export interface Database {
  "odd name": {
    id: number;
    "a-b": Date | null;
    d: string | null;
    j: unknown;
    xs: unknown;
    i: string | null;
    p: string | null;
    o: number | null;
  };
}
`);
    await server.pglite.exec(
      `insert into "odd name" (id, i, p, o) values (1, '1 day 02:00:00', '(1,2)', 7)`,
    );
    const { rows } = await sql`select i, p, o from "odd name"`.execute(db);
    expect(rows).toEqual([{ i: '1 day 02:00:00', p: '(1,2)', o: 7 }]);
  });
});
