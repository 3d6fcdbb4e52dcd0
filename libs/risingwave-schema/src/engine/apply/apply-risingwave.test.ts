import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { proctime, varchar } from '../../definition/column.js';
import { defineSchema } from '../../definition/schema.js';
import { table } from '../../definition/table.js';
import { view } from '../../definition/view.js';
import { LockedError } from '../../errors.js';
import { pipelineSchema } from '../../pipeline/pipeline-schema.js';
import { comparable, crashBeforeEachStatement } from '../../testing/crash.js';
import { risingwaveDouble, type RisingwaveDouble } from '../../testing/risingwave-double.js';
import { sampleSchema } from '../../testing/sample-schema.js';
import { applySchema } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import { destroySchema } from './destroy.js';
import { databaseTypes } from '../inspect/database-types.js';
import { schemaDrift } from '../inspect/drift.js';
import { planSchema } from '../plan/plan-schema.js';

const options: ApplyOptions = {
  target: 'risingwave',
  kafka: {
    brokers: 'kafka:9092',
    sasl: { mechanism: 'plain', username: 'u', password: 'hunter2' },
  },
};

let double: RisingwaveDouble;
let db: Kysely<unknown>;
beforeAll(async () => {
  double = await risingwaveDouble();
  db = createDatabase<unknown>({ pool: double.pool, target: 'risingwave' });
});
beforeEach(() => double.reset());
afterAll(() => db.destroy());

/** Everything in the schema, by name, with what it selects; identities left out. */
async function state() {
  const { pglite } = double;
  const { rows } = await pglite.query(`
    select c.relname as name, c.relkind::text as kind,
      case when c.relkind in ('v', 'm')
             -- a relation that was renamed underneath keeps its old name as an alias
             then regexp_replace(pg_get_viewdef(c.oid), 'FROM (\\w+) \\1\\M', 'FROM \\1')
           when c.relkind = 'i' then regexp_replace(pg_get_indexdef(c.oid), 'INDEX \\S+', '')
           else (select string_agg(attname || ' ' || atttypid::regtype, ', ' order by attnum)
             from pg_attribute where attrelid = c.oid and attnum > 0) end as definition
    from pg_class c where relnamespace = 'public'::regnamespace and relname not like '%_pkey'
    order by 1`);
  const ledger = await pglite.query(
    `select name, kind, state, fingerprint, definition, details from schema_ledger order by 1`,
  );
  const locks = await pglite.query('select owner from schema_lock');
  return { rows, ledger: ledger.rows, locks: locks.rows };
}

/** The first version with rows in it. */
async function first(): Promise<void> {
  await double.reset();
  await applySchema(db, sampleSchema('first'), options);
  await double.pglite.exec(`
    insert into events values (1, 'a', 'x'), (2, 'b', 'y'); insert into names values ('a', 'A');
    refresh materialized view detail; refresh materialized view per_kind;
    refresh materialized view top`);
  double.received.length = 0;
}

describe('apply on RisingWave (double)', () => {
  it('creates the pipeline and then has nothing to do', async () => {
    const { changes } = await applySchema(db, pipelineSchema, options);
    expect(changes.map(({ object }) => object)).toContain('kafka_sasl_password');
    expect((await planSchema(db, pipelineSchema, options)).empty).toBe(true);
  });

  it('builds a changed view and all that reads from it beside the old, swaps, drops', async () => {
    await first();
    await applySchema(db, sampleSchema('second'), options);
    const steps = double.received
      .filter((text) => /^(create (m|v|i)|alter|drop)/.test(text))
      .map((text) => text.split('\n')[0]?.replace(/__[0-9a-f]{16}/g, '__new'));
    expect(steps).toEqual([
      'alter table "events" add column "note" varchar',
      'create materialized view "detail__new" as',
      'create index "detail_kind__new" on "detail__new" ("kind")',
      'create materialized view "per_kind__new" as',
      'create view "per_name__new" as',
      'create materialized view "top__new" as',
      'create view "added" as',
      'alter materialized view "detail" swap with "detail__new"',
      'drop index if exists "detail_kind"',
      'alter index "detail_kind__new" rename to "detail_kind"',
      'alter materialized view "per_kind" swap with "per_kind__new"',
      'alter view "per_name" swap with "per_name__new"',
      'alter materialized view "top" swap with "top__new"',
      'drop view if exists "removed"',
      'drop materialized view if exists "top__new"',
      'drop view if exists "per_name__new"',
      'drop materialized view if exists "per_kind__new"',
      'drop index if exists "detail_kind__new"',
      'drop materialized view if exists "detail__new"',
    ]);
    expect(double.received.some((text) => /cascade/i.test(text))).toBe(false);
    expect((await planSchema(db, sampleSchema('second'), options)).empty).toBe(true);
  });

  it('finishes what a crash at any statement interrupted, with no gap for readers', async () => {
    await applySchema(db, sampleSchema('second'), options);
    const wanted = comparable(await state());

    const second = (more: Partial<ApplyOptions>) =>
      applySchema(db, sampleSchema('second'), { ...options, ...more });
    const read = async (where: string) => {
      const { rows } = await double.pglite.query<{ count: number }>(`
        select count(*)::int as count from detail union all select count(*) from per_kind
        union all select count(*) from per_name union all select count(*) from top`);
      expect(rows.filter(({ count }) => count > 0).length, where).toBe(4);
    };
    const crashes = await crashBeforeEachStatement({
      prepare: first,
      change: (onStatement) => second({ lockTimeout: 0, onStatement }),
      crashed: async (where) => {
        // The dead migrator's lease has run out.
        await double.pglite.exec(`delete from schema_lock`);
        // What a reader finds changes with these alone.
        await second({
          onStatement: ({ display }) =>
            /^(create|alter|drop) /.test(display)
              ? read(`${where}, then before ${display}`)
              : undefined,
        });
        await read(`${where}, at the end`);
        expect(comparable(await state()), where).toEqual(wanted);
      },
    });
    expect(crashes).toBeGreaterThan(20);
  }, 180_000);

  it('waits for existing data to be taken in and says how far it is', async () => {
    double.backfills.set('detail', 2);
    const seen: unknown[] = [];
    await applySchema(db, sampleSchema('first'), {
      ...options,
      onProgress: (progress) => void (progress.backfill && seen.push(progress)),
    });
    expect(seen).toEqual([
      { object: 'detail', action: 'build', backfill: '80.00%' },
      { object: 'detail', action: 'build', backfill: '90.00%' },
    ]);
  });

  it('takes a job that was cancelled for one that failed', async () => {
    double.backfills.set('detail', 1);
    const applied = applySchema(db, sampleSchema('first'), {
      ...options,
      onProgress: async ({ object, backfill }) => {
        if (object === 'detail' && backfill)
          await double.pglite.exec('drop materialized view detail');
      },
    });
    await expect(applied).rejects.toThrow(/detail: .*the job was cancelled/);
    await applySchema(db, sampleSchema('first'), options);
    expect((await planSchema(db, sampleSchema('first'), options)).empty).toBe(true);
  });

  it('keeps a second migrator out', async () => {
    await first();
    await double.pglite.exec(`insert into schema_lock values ('other:7:x', now())`);
    await expect(
      applySchema(db, sampleSchema('second'), { ...options, lockTimeout: 0 }),
    ).rejects.toThrow(LockedError);
    await double.pglite.exec(`update schema_lock set renewed_at = now() - interval '61 seconds'`);
    await applySchema(db, sampleSchema('second'), { ...options, lockTimeout: 0 });
  });

  it('keeps the password out of ledger, plan and errors', async () => {
    const query = vi.spyOn(double.pglite, 'query');
    const error: unknown = await applySchema(db, sampleSchema('first'), {
      ...options,
      onStatement: ({ sql }) => {
        if (sql.startsWith('create secret')) {
          query.mockRejectedValueOnce(new Error(`syntax error near ${sql}`));
        }
      },
    }).catch((caught: unknown) => caught);
    query.mockRestore();
    expect(String(error)).toContain('syntax error');
    expect(everythingIn(error)).not.toContain('hunter2');

    const plan = await planSchema(db, sampleSchema('first'), options);
    expect(JSON.stringify(plan)).not.toContain('hunter2');
    await applySchema(db, sampleSchema('first'), options);
    expect(JSON.stringify(await state())).not.toContain('hunter2');
  });

  it('notices what was made anew or exchanged by hand', async () => {
    await first();
    await applySchema(db, sampleSchema('second'), options);
    expect(await schemaDrift(db, options)).toEqual([]);
    await double.pglite.exec(`
      drop view added; create view added as select kind from top;
      alter view per_name rename to was; create view per_name as select * from was;
      drop index detail_kind`);
    expect(await schemaDrift(db, options)).toEqual([
      { object: 'added', problem: 'changed', detail: 'another view has its name' },
      { object: 'detail_kind', problem: 'missing', detail: 'the index is gone' },
      { object: 'per_name', problem: 'changed', detail: 'another view has its name' },
      { object: 'was', problem: 'foreign', detail: 'a view this tool did not make' },
    ]);
  });

  it('notices a key that was changed by hand', async () => {
    await first();
    await double.pglite.exec('alter table names drop constraint names_pkey');
    expect(await schemaDrift(db, options)).toEqual([
      { object: 'names', problem: 'changed', detail: 'the primary key is gone' },
    ]);
  });

  it('makes a table anew that gains a column the server computes', async () => {
    const before = table('t', { columns: { x: varchar() }, appendOnly: true });
    const after = table('t', { columns: { x: varchar(), at: proctime() }, appendOnly: true });
    await applySchema(db, defineSchema([before]), options);
    const plan = await planSchema(db, defineSchema([after]), options);
    expect(plan.changes).toMatchObject([{ action: 'replace', reason: 'make the table anew' }]);
    await applySchema(db, defineSchema([after]), { ...options, allowDestructive: true });
    expect((await planSchema(db, defineSchema([after]), options)).empty).toBe(true);
  });

  it('takes the key of a table for what is never NULL, and not the one of a view', async () => {
    await first();
    const types = await databaseTypes(db, options);
    expect(types).toContain('  names: {\n    kind: string;\n    label: string | null;\n  };');
    expect(types).toContain('  per_kind: {\n    kind: string | null;');
    const tables = await db.introspection.getTables();
    const nullable = (name: string) =>
      tables.find((one) => one.name === name)?.columns.map(({ isNullable }) => isNullable);
    expect(nullable('names')).toEqual([false, true]);
    expect(nullable('per_kind')).toEqual([true, true]);
  });

  it('drops dependents first also after the order of definitions has changed', async () => {
    const one = (name: string) => table(name, { columns: { x: varchar() } });
    const base = table('base', { columns: { x: varchar() } });
    const low = view('low', [base], (q) => q.selectFrom('base').select('x'));
    const high = view('high', [low], (q) => q.selectFrom('low').select('x'));
    const allowed = { ...options, allowDestructive: true };
    await applySchema(db, defineSchema([one('a'), one('b'), base, low]), options);
    await applySchema(db, defineSchema([base, low, high]), allowed);
    double.received.length = 0;
    await destroySchema(db, allowed);
    expect(double.received.filter((text) => text.startsWith('drop view'))).toEqual([
      'drop view if exists "high"',
      'drop view if exists "low"',
    ]);
  });

  it('reads through Kysely after the swap', async () => {
    await first();
    await applySchema(db, sampleSchema('second'), options);
    const { rows } = await sql<{ name: string }>`select name from per_name order by 1`.execute(db);
    expect(rows).toEqual([{ name: 'X' }, { name: 'Y' }]);
  });
});

function everythingIn(error: unknown): string {
  const texts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    texts.push(at.message, at.stack ?? '', JSON.stringify(at));
  }
  return texts.join('\n');
}
