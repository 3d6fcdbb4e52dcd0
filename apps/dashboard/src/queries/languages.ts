import type { Languages } from '../api/contract.js';
import type { Reader } from '../database/reader.js';

/** More than Wikipedia has editions. */
const MOST = 1_000;

/** Every edition with articles, the largest first. */
export async function readLanguages(reader: Reader): Promise<Languages> {
  const rows = await reader.read('languages', (db) =>
    db
      .selectFrom('dws_wiki_new_hour')
      .select(({ fn }) => [
        'language_code',
        'language_name_zh',
        'language_name_en',
        fn.sum<string>('article_cnt').as('count'),
      ])
      .where('language_code', 'is not', null)
      .groupBy(['language_code', 'language_name_zh', 'language_name_en'])
      .orderBy('count', 'desc')
      .orderBy('language_code')
      .limit(MOST)
      .execute(),
  );
  return rows.map(({ language_code, language_name_zh, language_name_en, count }) => ({
    code: language_code ?? '',
    zh: language_name_zh,
    en: language_name_en,
    count: Number(count),
  }));
}
