import type { Insertable, Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../database/create-database.js';
import { applySchema } from '../engine/apply/apply.js';
import { importLanguages } from '../seed/import-languages.js';
import { startPglite, type TestServer } from '../testing/pglite.js';
import { pipelineSchema, type PipelineDatabase } from './pipeline-schema.js';

let server: TestServer;
let db: Kysely<PipelineDatabase>;

type Article = Insertable<PipelineDatabase['ods_wiki_new_table']>;
type Translation = Insertable<PipelineDatabase['ods_wiki_new_translator_table']>;

beforeAll(async () => {
  server = await startPglite();
  db = createDatabase({ connectionString: server.url, target: 'postgres', maxConnections: 1 });
  await applySchema(db, pipelineSchema, { target: 'postgres' });
  await importLanguages(
    db,
    [
      {
        language_code: 'lv',
        language_name_zh: '拉脱维亚语',
        language_name_en: 'Latvian',
        language_name_local: 'latviešu',
      },
    ],
    { target: 'postgres', timeZone: 'UTC' },
  );
});
beforeEach(() => server.pglite.exec('truncate ods_wiki_new_table, ods_wiki_new_translator_table'));
afterAll(async () => {
  await db.destroy();
  await server.close();
});

function article(over: Partial<Article> = {}): Article {
  return {
    wiki: 'lvwiki',
    id: 1,
    opt_type: 'new',
    title: 'Gijs de Mopasāns',
    title_url: 'https://lv.wikipedia.org/wiki/Gijs_de_Mopasāns',
    opt_time: '2025-05-12 23:59:30',
    contributor: 'Ana',
    registration: null,
    gender: 'unknown',
    edit_count: '0',
    event_id: '00000000-0000-4000-8000-000000000001',
    language_code: 'lv',
    event_time: '2025-05-12T15:59:30Z',
    ...over,
  };
}

/** Writes as the loader does: a later row replaces the earlier one with the same key. */
async function load(...rows: Article[]): Promise<void> {
  for (const row of rows) {
    await db
      .insertInto('ods_wiki_new_table')
      .values(row)
      .onConflict((conflict) => conflict.columns(['wiki', 'id']).doUpdateSet(row))
      .execute();
  }
}

async function translate(over: Partial<Translation> = {}): Promise<void> {
  const row: Translation = {
    ...article(),
    title_zh: '吉·德·莫泊桑',
    translated_at: '2025-05-12 23:59:40',
    translation_status: 'translated',
    translator: 'ollama:qwen3:0.6b',
    ...over,
  };
  await db
    .insertInto('ods_wiki_new_translator_table')
    .values(row)
    .onConflict((conflict) => conflict.columns(['wiki', 'id']).doUpdateSet(row))
    .execute();
}

describe('dwd_wiki_new_detail', () => {
  const detail = () => db.selectFrom('dwd_wiki_new_detail').selectAll().orderBy('wiki').execute();

  it('shows an untranslated article with NULLs, then its late translation', async () => {
    await load(article());
    expect(await detail()).toMatchObject([
      { title_zh: null, translated_at: null, translation_status: null, translator: null },
    ]);
    await translate();
    expect(await detail()).toEqual([
      {
        wiki: 'lvwiki',
        id: 1,
        opt_type: 'new',
        title: 'Gijs de Mopasāns',
        title_url: 'https://lv.wikipedia.org/wiki/Gijs_de_Mopasāns',
        opt_time: '2025-05-12 23:59:30',
        contributor: 'Ana',
        registration: null,
        gender: 'unknown',
        edit_count: 0,
        event_id: '00000000-0000-4000-8000-000000000001',
        event_time: new Date('2025-05-12T15:59:30Z'),
        bot: null,
        title_zh: '吉·德·莫泊桑',
        translated_at: '2025-05-12 23:59:40',
        translation_status: 'translated',
        translator: 'ollama:qwen3:0.6b',
        language_code: 'lv',
        language_name_zh: '拉脱维亚语',
        language_name_en: 'Latvian',
      },
    ]);
  });

  it('counts a repeated article once and shows its newest version', async () => {
    await load(article(), article(), article({ title: 'Gi de Mopasāns' }));
    expect(await detail()).toMatchObject([{ title: 'Gi de Mopasāns' }]);
  });

  it('keeps two wikis that share an id apart, translations included', async () => {
    await load(article(), article({ wiki: 'ltwiki', language_code: 'lt', title: 'Mopasanas' }));
    await translate({ wiki: 'ltwiki', title_zh: '莫泊桑' });
    expect(await detail()).toMatchObject([
      { wiki: 'ltwiki', title_zh: '莫泊桑' },
      { wiki: 'lvwiki', title_zh: null },
    ]);
  });

  it('has no name for a language the dimension lacks, and keeps the article', async () => {
    await load(article({ language_code: 'xx' }));
    expect(await detail()).toMatchObject([
      { language_code: 'xx', language_name_zh: null, language_name_en: null },
    ]);
  });

  it.each([
    ['17', 17],
    ['', null],
    ['12a', null],
    ['99999999999', null],
    [null, null],
  ])('reads edit_count %j as %j', async (edit_count, expected) => {
    await load(article({ edit_count }));
    expect(await detail()).toMatchObject([{ edit_count: expected }]);
  });

  it('shows new articles only', async () => {
    await load(article({ opt_type: 'edit' }));
    expect(await detail()).toEqual([]);
  });
});

describe('summaries', () => {
  beforeEach(async () => {
    await load(
      article(),
      article({ id: 2, opt_time: '2025-05-13 00:00:10' }),
      article({ id: 3, opt_time: '2025-05-13 00:00:50', contributor: 'Bea', bot: true }),
      article({ id: 4, opt_time: null, contributor: 'Bea' }),
    );
    await translate();
    await translate({
      id: 2,
      translation_status: 'passthrough',
      translated_at: '2025-05-13 00:00:40',
    });
    await translate({ id: 3, translation_status: 'failed', title_zh: null, translated_at: null });
  });

  it('counts per contributor, day and hour', async () => {
    const rows = await db
      .selectFrom('dws_wiki_new_sum')
      .select(['contributor', 'opt_date', 'opt_hour', 'article_cnt'])
      .orderBy('contributor')
      .orderBy('opt_date')
      .execute();
    expect(rows).toEqual([
      { contributor: 'Ana', opt_date: '2025-05-12', opt_hour: 23, article_cnt: 1 },
      { contributor: 'Ana', opt_date: '2025-05-13', opt_hour: 0, article_cnt: 1 },
      { contributor: 'Bea', opt_date: '2025-05-13', opt_hour: 0, article_cnt: 1 },
      { contributor: 'Bea', opt_date: null, opt_hour: null, article_cnt: 1 },
    ]);
  });

  it('counts per hour without the contributor', async () => {
    const rows = await db
      .selectFrom('dws_wiki_new_hour')
      .selectAll()
      .where('opt_hour', '=', 0)
      .execute();
    expect(rows).toEqual([
      {
        opt_date: '2025-05-13',
        opt_hour: 0,
        language_code: 'lv',
        language_name_zh: '拉脱维亚语',
        language_name_en: 'Latvian',
        article_cnt: 2,
        bot_cnt: 1,
      },
    ]);
  });

  it('counts per minute', async () => {
    const rows = await db
      .selectFrom('dws_wiki_new_minute')
      .selectAll()
      .orderBy('window_start')
      .execute();
    expect(rows).toEqual([
      { window_start: '2025-05-12 23:59:00', article_cnt: 1 },
      { window_start: '2025-05-13 00:00:00', article_cnt: 2 },
    ]);
  });

  it('knows the busiest contributors and when they were last seen', async () => {
    const rows = await db
      .selectFrom('dws_wiki_contributor')
      .selectAll()
      .orderBy('contributor')
      .execute();
    expect(rows).toEqual([
      { contributor: 'Ana', article_cnt: 2, bot_cnt: 0, last_opt_time: '2025-05-13 00:00:10' },
      { contributor: 'Bea', article_cnt: 2, bot_cnt: 1, last_opt_time: '2025-05-13 00:00:50' },
    ]);
  });

  it('measures coverage and latency of translation', async () => {
    expect(await db.selectFrom('dws_wiki_translation').selectAll().execute()).toEqual([
      {
        language_code: 'lv',
        language_name_zh: '拉脱维亚语',
        language_name_en: 'Latvian',
        article_cnt: 4,
        translated_cnt: 1,
        passthrough_cnt: 1,
        failed_cnt: 1,
        pending_cnt: 1,
        avg_latency_seconds: 20,
      },
    ]);
  });
});
