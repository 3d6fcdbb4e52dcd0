import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bigint, varchar } from '../../definition/column.js';
import { defineSchema, type Schema } from '../../definition/schema.js';
import { sink } from '../../definition/sink/sink.js';
import { table } from '../../definition/table.js';
import { materializedView, view } from '../../definition/view.js';
import { DefinitionError } from '../../errors.js';
import { bothTargets, type BothTargets } from '../../testing/both-targets.js';
import { schemaDrift } from '../inspect/drift.js';
import { planSchema } from '../plan/plan-schema.js';
import { applySchema } from './apply.js';
import type { ApplyOptions } from './apply-options.js';

let both: BothTargets;
beforeAll(async () => {
  both = await bothTargets();
});
afterAll(() => both.close());

const changesOf = async (db: Kysely<unknown>, schema: Schema, options: ApplyOptions) =>
  (await planSchema(db, schema, options)).changes.map(
    ({ object, action, reason }) => `${action} ${object}: ${reason}`,
  );

describe.each(['risingwave', 'postgres'] as const)('what takes all columns (%s)', (target) => {
  const options: ApplyOptions = { target, allowDestructive: true };
  beforeEach(() => both.reset(target));

  const schemaOf = (columns: Parameters<typeof table>[1]['columns']) => {
    const t = table('t', { columns: { id: bigint().notNull(), ...columns } });
    const all = view('all_of_it', [t], (db) => db.selectFrom('t').selectAll());
    const counted = view('counted', [t], (db) =>
      db.selectFrom('t').select((eb) => eb.fn.countAll<number>().as('n')),
    );
    const over = view('over_it', [all], (db) => db.selectFrom('all_of_it as a').selectAll('a'));
    const written = view('written', [t], (db) =>
      db
        .selectFrom('t')
        .select(sql<number>`(select max(id) from (select s.* from ${sql.table('t')} s) x)`.as('m')),
    );
    return defineSchema([t, all, counted, over, written]);
  };

  it('follows a column that comes, and nothing else does', async () => {
    const db = both.databases[target];
    await applySchema(db, schemaOf({}), options);
    const wider = schemaOf({ b: varchar() });
    expect(await changesOf(db, wider, options)).toEqual([
      'alter t: add column b varchar',
      'replace all_of_it: reads from t, which changes',
      'replace over_it: reads from all_of_it, which changes',
      'replace written: reads from t, which changes',
    ]);
    await applySchema(db, wider, options);
    expect((await sql`select b from over_it`.execute(db)).rows).toEqual([]);
    expect((await planSchema(db, wider, options)).empty).toBe(true);
  });

  it('follows a column that gets another name', async () => {
    const db = both.databases[target];
    await applySchema(db, schemaOf({ a: varchar() }), options);
    await applySchema(db, schemaOf({ b: varchar().renamedFrom('a') }), options);
    expect((await sql`select b from over_it`.execute(db)).rows).toEqual([]);
    expect(await schemaDrift(db, options)).toEqual([]);
  });
});

describe('a sink of a whole relation (double)', () => {
  beforeEach(() => both.reset('risingwave'));

  it('is made anew when the relation gains a column', async () => {
    const options: ApplyOptions = { target: 'risingwave', kafka: { brokers: 'k:1' } };
    const schemaOf = (columns: Parameters<typeof table>[1]['columns']) => {
      const t = table('t', { columns: { id: bigint().notNull(), ...columns }, primaryKey: ['id'] });
      const s = sink('s', t, {
        connector: 'kafka',
        topic: 's',
        format: 'upsert',
        primaryKey: ['id'],
      });
      return defineSchema([t, s]);
    };
    await applySchema(both.databases.risingwave, schemaOf({}), options);
    expect(await changesOf(both.databases.risingwave, schemaOf({ b: varchar() }), options)).toEqual(
      ['alter t: add column b varchar', 'replace s: reads from t, which changes'],
    );
  });
});

describe('views over views on PostgreSQL', () => {
  const options: ApplyOptions = { target: 'postgres', allowDestructive: true };
  beforeEach(() => both.reset('postgres'));

  it('give way, all of them, when the table below loses a column', async () => {
    const db = both.databases.postgres;
    const schemaOf = (columns: Parameters<typeof table>[1]['columns']) => {
      const t = table('t', { columns: { id: bigint().notNull(), ...columns } });
      const low = view('low', [t], (q) => q.selectFrom('t').select('id'));
      const mid = view('mid', [low], (q) => q.selectFrom('low').select('id'));
      const high = view('high', [mid], (q) => q.selectFrom('mid').select('id'));
      return defineSchema([t, low, mid, high]);
    };
    await applySchema(db, schemaOf({ a: varchar() }), options);
    const narrow = schemaOf({});
    expect(await changesOf(db, narrow, options)).toEqual([
      'alter t: drop column a',
      'replace low: reads from t, which changes',
      'replace mid: reads from low, which changes',
      'replace high: reads from mid, which changes',
    ]);
    await applySchema(db, narrow, options);
    expect((await planSchema(db, narrow, options)).empty).toBe(true);
    expect(await schemaDrift(db, options)).toEqual([]);
  });
});

describe('going back to the schema before an interrupted change (double)', () => {
  const options: ApplyOptions = { target: 'risingwave', lockTimeout: 0 };
  const schemaOf = (version: number) => {
    const t = table('t', { columns: { id: bigint().notNull() } });
    const d = materializedView('d', [t], (q) =>
      q.selectFrom('t').select('id').where('id', '<>', -version),
    );
    const e = materializedView('e', [d], (q) => q.selectFrom('d').select('id'));
    return defineSchema([t, d, e]);
  };
  beforeEach(() => both.reset('risingwave'));

  /** Applies a version and breaks off before a statement. */
  async function breakOff(version: number, before: RegExp): Promise<void> {
    const stopped = applySchema(both.databases.risingwave, schemaOf(version), {
      ...options,
      onStatement: ({ display }) => {
        if (before.test(display)) throw new Error('crash');
      },
    });
    await expect(stopped).rejects.toThrow('crash');
    await both.pglites.risingwave.exec('delete from schema_lock');
  }

  async function settled(version: number): Promise<void> {
    const db = both.databases.risingwave;
    await applySchema(db, schemaOf(version), options);
    expect((await planSchema(db, schemaOf(version), options)).empty).toBe(true);
    const { rows } = await both.pglites.risingwave.query<{ name: string; text: string }>(`
      select matviewname as name, definition as text from pg_matviews order by 1`);
    expect(rows.map(({ name }) => name)).toEqual(['d', 'e']);
    expect(rows[0]?.text).toContain(`'-${version}'`);
    expect(rows[1]?.text).toMatch(/FROM d\b/);
  }

  it.each([/^alter materialized view "e" swap/, /^drop materialized view/])(
    'ends at that schema when the change broke off before %s',
    async (before) => {
      await applySchema(both.databases.risingwave, schemaOf(1), options);
      await breakOff(2, before);
      await settled(1);
    },
  );

  it('takes no object replaced earlier for a replacement begun', async () => {
    await applySchema(both.databases.risingwave, schemaOf(1), options);
    // Each leaves what it replaced behind, under the name its replacement had.
    await breakOff(2, /^drop materialized view/);
    await breakOff(1, /^drop materialized view/);
    await settled(2);
  });
});

describe.each(['risingwave', 'postgres'] as const)(
  'a name that changes its kind (%s)',
  (target) => {
    const options: ApplyOptions = { target, allowDestructive: true };
    const a = table('a', { columns: { x: varchar() } });
    const asTable = table('v', { columns: { x: varchar() } });
    const asView = view('v', [a], (q) => q.selectFrom('a').select('x'));
    const stored = materializedView('v', [a], (q) => q.selectFrom('a').select('x'));
    const schemaOf = (v: typeof asTable | typeof asView) => defineSchema([a, v]);
    beforeEach(() => both.reset(target));

    it.each([
      [asTable, asView, 'it is a table in the database, whose name a view cannot take'],
      [asView, asTable, 'it is a view in the database, whose name a table cannot take'],
    ] as const)('is refused before anything is done, %#', async (before, after, words) => {
      const db = both.databases[target];
      await applySchema(db, schemaOf(before), options);
      await expect(planSchema(db, schemaOf(after), options)).rejects.toThrow(words);
      await expect(applySchema(db, schemaOf(after), options)).rejects.toThrow(DefinitionError);
      expect((await planSchema(db, schemaOf(before), options)).empty).toBe(true);
    });

    it('is one kind where the database has but one', async () => {
      const db = both.databases[target];
      await applySchema(db, schemaOf(asView), options);
      const applied = applySchema(db, schemaOf(stored), options);
      if (target === 'postgres') await applied;
      else await expect(applied).rejects.toThrow('whose name a materialized view cannot take');
    });
  },
);
