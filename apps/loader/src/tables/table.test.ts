import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upsert, type Table } from './table.js';

interface Row {
  readonly wiki: string;
  readonly id: number;
  readonly title: string | null;
}

const table: Table<Row> = {
  name: 'some"table',
  key: ['wiki', 'id'],
  columns: {
    wiki: { type: 'text', value: (row) => row.wiki },
    id: { type: 'bigint', value: (row) => row.id },
    title: { type: 'text', value: (row) => row.title },
  },
};

const batches = fc.array(
  fc.record({
    wiki: fc.constantFrom('dewiki', 'frwiki'),
    id: fc.integer({ min: 1, max: 4 }),
    title: fc.option(fc.string()),
  }),
);

describe('upsert', () => {
  it('keeps values out of the text, which is the same for every batch', () => {
    expect(upsert(table, [{ wiki: 'dewiki', id: 1, title: "'; drop table x" }])).toEqual({
      text:
        'insert into "some""table" ("wiki", "id", "title") ' +
        'select * from unnest($1::text[], $2::bigint[], $3::text[]) ' +
        'on conflict ("wiki", "id") do update set "title" = excluded."title"',
      values: [['dewiki'], [1], ["'; drop table x"]],
      rows: 1,
    });
    fc.assert(
      fc.property(batches, (rows) => {
        expect(upsert(table, rows).text).toBe(upsert(table, []).text);
      }),
    );
  });

  it('writes each key once, with its last message', () => {
    fc.assert(
      fc.property(batches, (rows) => {
        const { values, rows: count } = upsert(table, rows);
        const [wikis = [], ids = [], titles = []] = values;
        const last = new Map(rows.map((row) => [`${row.wiki}:${row.id}`, row.title]));
        expect(count).toBe(last.size);
        const written = wikis.map((wiki, at) => [`${wiki}:${ids[at]}`, titles[at]]);
        expect(new Map(written as [string, string | null][])).toEqual(last);
        expect(written).toHaveLength(last.size);
      }),
    );
  });
});
