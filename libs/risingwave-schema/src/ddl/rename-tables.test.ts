import { describe, expect, it } from 'vitest';
import { varchar } from '../definition/column.js';
import { table } from '../definition/table.js';
import { view } from '../definition/view.js';
import { querySql } from './create.js';
import { tablesOf } from './rename-tables.js';

const a = table('a', { columns: { x: varchar() } });
const b = table('b', { columns: { x: varchar() } });
const renamed = (name: string) => `${name}_new`;

describe('renameTables', () => {
  it('renames in FROM and JOIN and leaves every reference as it was', () => {
    const v = view('v', [a, b], (db) =>
      db
        .selectFrom('a')
        .innerJoin('b as other', 'other.x', 'a.x')
        .select('a.x')
        .where('a.x', 'in', (eb) => eb.selectFrom('b').select('b.x')),
    );
    expect(querySql(v, 'postgres', renamed)).toMatchInlineSnapshot(`
      "select
        "a"."x"
      from "a_new" as "a"
        inner join "b_new" as "other" on "other"."x" = "a"."x"
      where "a"."x" in (select
        "b"."x"
      from "b_new" as "b")"
    `);
  });

  it('knows common table expressions from relations', () => {
    const v = view('v', [a], (db) =>
      db
        .with('b', (cte) => cte.selectFrom('a').select('x'))
        .selectFrom('b')
        .select('x'),
    );
    expect(querySql(v, 'postgres', renamed)).toMatch(/\nfrom "b"$/);
    expect([...tablesOf(v.query)]).toEqual(['a']);
  });
});
