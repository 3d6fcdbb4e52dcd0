import { describe, expectTypeOf, it } from 'vitest';
import { bigint, timestamptz, varchar } from '../definition/column.js';
import { kafkaTable } from '../definition/kafka.js';
import { index } from '../definition/index-definition.js';
import { defineSchema } from '../definition/schema.js';
import { table } from '../definition/table.js';
import { materializedView } from '../definition/view.js';
import type { PipelineDatabase, PipelineRow } from './pipeline-schema.js';

// These tests are checked by the compiler (target `typecheck`); at run time they only have to load.
describe('inferred types', () => {
  it('carry the columns of tables into views of views', () => {
    expectTypeOf<PipelineRow<'dws_wiki_new_sum'>>().toEqualTypeOf<{
      opt_type: string | null;
      contributor: string | null;
      opt_date: string | null;
      opt_hour: number | null;
      language_code: string | null;
      language_name_zh: string | null;
      article_cnt: number;
    }>();
    expectTypeOf<PipelineRow<'dwd_wiki_new_detail'>['wiki']>().toEqualTypeOf<string>();
    expectTypeOf<PipelineRow<'dwd_wiki_new_detail'>['event_time']>().toEqualTypeOf<Date | null>();
    expectTypeOf<PipelineRow<'dwd_wiki_new_detail'>['edit_count']>().toEqualTypeOf<number | null>();
    expectTypeOf<keyof PipelineDatabase>().toEqualTypeOf<
      | 'ods_wiki_new_table'
      | 'ods_wiki_new_translator_table'
      | 'dim_language'
      | 'dwd_wiki_new_detail'
      | 'dws_wiki_new_sum'
      | 'dws_wiki_new_hour'
      | 'dws_wiki_new_minute'
      | 'dws_wiki_contributor'
      | 'dws_wiki_translation'
    >();
  });

  it('make a column renamed at the source an error two views further on', () => {
    const ods = kafkaTable('ods', {
      columns: { id: bigint().notNull(), name: varchar() },
      primaryKey: ['id'],
      topic: 't',
    });
    const dwd = materializedView('dwd', [ods], (db) => db.selectFrom('ods').select(['id', 'name']));
    materializedView('dws', [dwd], (db) => db.selectFrom('dwd').select('name').groupBy('name'));

    const renamed = kafkaTable('ods', {
      columns: { id: bigint().notNull(), label: varchar() },
      primaryKey: ['id'],
      topic: 't',
    });
    // @ts-expect-error `name` is not a column of ods any more.
    materializedView('dwd', [renamed], (db) => db.selectFrom('ods').select(['id', 'name']));
    const dwdRenamed = materializedView('dwd', [renamed], (db) =>
      db.selectFrom('ods').select(['id', 'label']),
    );
    // @ts-expect-error nor of dwd, so dws does not compile either.
    materializedView('dws', [dwdRenamed], (db) => db.selectFrom('dwd').select('name'));
  });

  it('allow only what was named to be read, keyed or indexed', () => {
    const a = table('a', { columns: { x: varchar().notNull() } });
    const b = table('b', { columns: { y: varchar() } });
    materializedView('v', [a], (db) => {
      // @ts-expect-error b is not among the relations the view reads from.
      db.selectFrom('b');
      return db.selectFrom('a').select('x');
    });
    // @ts-expect-error y is not a column of a.
    index('i', a, { columns: ['y'] });
    expectTypeOf(defineSchema([a, b]).$database).toEqualTypeOf<{
      a: { x: string };
      b: { y: string | null };
    }>();
  });

  it('tell what is read from what is written', () => {
    const at = timestamptz().notNull().default('now()');
    expectTypeOf(at.$select).toEqualTypeOf<Date>();
    expectTypeOf(at.$insert).toEqualTypeOf<Date | string | undefined>();
  });
});
