import type { TitleFilters } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import type { Position } from '../queries/cursor.js';
import { readTitles } from '../queries/titles.js';
import { BYTE_ORDER_MARK, csvRecord } from './cells.js';

const ROWS_A_QUERY = 1_000;

const HEADINGS = [
  'time',
  'language',
  'language_name_zh',
  'language_name_en',
  'title',
  'title_zh',
  'status',
  'contributor',
  'url',
];

/**
 * All the titles as CSV text, some rows at a time: each query is short, and none is sent before the
 * rows of the one before are taken. The first text has the headings and the first rows.
 */
export async function* titlesCsv(
  reader: Reader,
  filters: TitleFilters,
): AsyncGenerator<string, void, undefined> {
  let head = BYTE_ORDER_MARK + csvRecord(HEADINGS);
  let after: Position | null | undefined;
  while (after !== null) {
    const page = await readTitles(reader, {
      filters,
      ...(after ? { after } : {}),
      size: ROWS_A_QUERY,
    });
    after = page.next;
    const records = page.articles.map((article) =>
      csvRecord([
        article.time,
        article.language.code,
        article.language.zh,
        article.language.en,
        article.title,
        article.titleZh,
        article.status,
        article.contributor,
        article.url,
      ]),
    );
    yield head + records.join('');
    head = '';
  }
}
