import type { PipelineDatabase } from '@wikistream/risingwave-schema';
import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { Article, TitleFilters } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import { ARTICLE_COLUMNS, toArticle } from './article.js';
import type { Position } from './cursor.js';
import { onArticles, timestampOf } from './filters.js';

/** Articles of a page. */
export const PAGE_SIZE = 50;
/** A search looks at this many articles first, then at four times as many, and so on. */
const FIRST_WINDOW = 2_000;
const LARGEST_WINDOW = 50_000;
/** Time after which a search returns what it has, and where to go on. */
const SEARCH_MS = 1_500;

export interface TitlesRequest {
  readonly filters: TitleFilters;
  readonly after?: Position;
  /** Articles wanted. Default {@link PAGE_SIZE}. */
  readonly size?: number;
  /** When to stop searching. Default 1.5 s. */
  readonly searchMs?: number;
}

export interface Titles {
  readonly articles: readonly Article[];
  /** Where the next page begins; null when there is none. */
  readonly next: Position | null;
}

/**
 * Reads articles, newest first. Dates and language are answered from an index, a contributor by one
 * pass over the articles. A search and a status are looked for in windows of a bounded number of
 * articles, so that a rare word makes no long statement: a page may come back short, even empty, with
 * a `next` from which the search goes on.
 */
export async function readTitles(reader: Reader, request: TitlesRequest): Promise<Titles> {
  const size = request.size ?? PAGE_SIZE;
  const { filters } = request;
  const searching = filters.search !== undefined || filters.status !== undefined;
  const deadline = performance.now() + (request.searchMs ?? SEARCH_MS);
  const articles: Article[] = [];
  let after = request.after;
  for (let window = FIRST_WINDOW; ; window = grow(window)) {
    const missing = size - articles.length;
    const position = after;
    const rows = await reader.read('titles', (db) =>
      searching
        ? matching(db, filters, position, window)
            .limit(missing + 1)
            .execute()
        : newestFirst(db, filters, position)
            .select([...ARTICLE_COLUMNS])
            .limit(missing + 1)
            .execute(),
    );
    articles.push(...rows.slice(0, missing).map(toArticle));
    const last = rows[missing - 1];
    if (rows.length > missing && last) return { articles, next: positionOf(last) };
    if (!searching) return { articles, next: null };
    const end = await reader.read('titles', (db) => endOfWindow(db, filters, position, window));
    if (!end) return { articles, next: null };
    after = positionOf(end);
    if (performance.now() >= deadline || articles.length === size) return { articles, next: after };
  }
}

function grow(window: number): number {
  return Math.min(window * 4, LARGEST_WINDOW);
}

function matching(
  db: Kysely<PipelineDatabase>,
  filters: TitleFilters,
  after: Position | undefined,
  window: number,
) {
  return db
    .selectFrom(
      newestFirst(db, filters, after)
        .select([...ARTICLE_COLUMNS])
        .limit(window)
        .as('w'),
    )
    .select([...ARTICLE_COLUMNS])
    .$if(filters.search !== undefined, (query) =>
      query.where((eb) =>
        eb.or([contains('w.title', filters.search), contains('w.title_zh', filters.search)]),
      ),
    )
    .$if(filters.status === 'pending', (query) => query.where('w.translation_status', 'is', null))
    .$if(filters.status !== undefined && filters.status !== 'pending', (query) =>
      query.where('w.translation_status', '=', filters.status ?? ''),
    )
    .orderBy('w.opt_time', 'desc')
    .orderBy('w.wiki', 'desc')
    .orderBy('w.id', 'desc');
}

/** The last article of a window, or undefined when fewer are left than the window holds. */
async function endOfWindow(
  db: Kysely<PipelineDatabase>,
  filters: TitleFilters,
  after: Position | undefined,
  window: number,
) {
  return newestFirst(db, filters, after)
    .select(['opt_time', 'wiki', 'id'])
    .offset(window - 1)
    .limit(1)
    .executeTakeFirst();
}

function newestFirst(
  db: Kysely<PipelineDatabase>,
  filters: TitleFilters,
  after: Position | undefined,
) {
  return db
    .selectFrom('dwd_wiki_new_detail')
    .where((eb) => onArticles(eb, filters))
    .where('opt_time', 'is not', null)
    .$if(filters.contributor !== undefined, (query) =>
      query.where('contributor', '=', filters.contributor ?? ''),
    )
    .$if(after !== undefined, (query) =>
      after ? query.where((eb) => olderThan(eb, after)) : query,
    )
    .orderBy('opt_time', 'desc')
    .orderBy('wiki', 'desc')
    .orderBy('id', 'desc');
}

/** `(opt_time, wiki, id) < position`, spelt out: the first comparison alone is what an index serves. */
function olderThan(
  eb: ExpressionBuilder<PipelineDatabase, 'dwd_wiki_new_detail'>,
  { time, wiki, id }: Position,
) {
  return eb.and([
    eb('opt_time', '<=', timestampOf(time)),
    eb.or([
      eb('opt_time', '<', timestampOf(time)),
      eb('wiki', '<', wiki),
      eb.and([eb('wiki', '=', wiki), eb('id', '<', id)]),
    ]),
  ]);
}

/** Any case, and no character of the search means anything but itself. */
function contains(column: 'w.title' | 'w.title_zh', search = '') {
  return sql<boolean>`strpos(lower(${sql.ref(column)}), lower(${search})) > 0`;
}

function positionOf(row: { opt_time: string | null; wiki: string; id: number }): Position {
  return { time: row.opt_time ?? '', wiki: row.wiki, id: row.id };
}
