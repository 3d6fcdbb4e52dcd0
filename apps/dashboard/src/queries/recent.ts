import type { Article } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import { dateOf, later, startOf } from '../time/civil.js';
import { ARTICLE_COLUMNS, toArticle } from './article.js';
import { hasStoredViews, onArticles, timestampOf, type StatisticsFilters } from './filters.js';
import { counts } from './history.js';
import { sql } from 'kysely';

const LATEST_ARTICLES = 50;
export const MINUTES = 60;
export const HOURS = 48;

/** What changes every second: read through indexes, whatever the number of articles. */
export interface Recent {
  /** First date `hours` covers as a whole. */
  readonly since: string;
  /** `YYYY-MM-DD HH:00` → articles. */
  readonly hours: ReadonlyMap<string, number>;
  /** `YYYY-MM-DD HH:mm` → articles, of the last hour. */
  readonly minutes: ReadonlyMap<string, number>;
  readonly latest: readonly Article[];
  /** When the newest of the latest articles was made. */
  readonly newestEvent: Date | null;
}

/** The last moment the filters allow, now at the latest. */
export function endOfRange({ to }: StatisticsFilters, now: string): string {
  return to !== undefined && to < dateOf(now) ? `${to} 23:59:59` : now;
}

/** Reads the recent part; `now` is the civil time. */
export async function readRecent(
  reader: Reader,
  filters: StatisticsFilters,
  now: string,
): Promise<Recent> {
  const since = dateOf(later(endOfRange(filters, now), 1 - HOURS, 'hour'));
  const bounded =
    filters.from !== undefined && filters.from > since ? filters : { ...filters, from: since };
  const hours = await reader.read('hours', (db) =>
    db
      .selectFrom(counts(db, reader, bounded).as('c'))
      .select(({ fn }) => ['c.opt_date', 'c.opt_hour', fn.sum<string>('c.article_cnt').as('count')])
      .groupBy(['c.opt_date', 'c.opt_hour'])
      .orderBy('c.opt_date', 'desc')
      .orderBy('c.opt_hour', 'desc')
      .limit(100_000)
      .execute(),
  );
  const minutes = await readMinutes(reader, filters, now);
  const latest = await reader.read('latest', (db) =>
    db
      .selectFrom('dwd_wiki_new_detail')
      .where((eb) => onArticles(eb, filters))
      .where('opt_time', 'is not', null)
      .select([...ARTICLE_COLUMNS, 'event_time'])
      .orderBy('opt_time', 'desc')
      .orderBy('wiki', 'desc')
      .orderBy('id', 'desc')
      .limit(LATEST_ARTICLES)
      .execute(),
  );
  const newest = Math.max(...latest.map(({ event_time }) => event_time?.getTime() ?? -Infinity));
  return {
    since,
    hours: new Map(
      hours.flatMap(({ opt_date, opt_hour, count }) =>
        opt_date === null || opt_hour === null
          ? []
          : [[`${opt_date} ${String(opt_hour).padStart(2, '0')}:00`, Number(count)]],
      ),
    ),
    minutes,
    latest: latest.map(toArticle),
    newestEvent: Number.isFinite(newest) ? new Date(newest) : null,
  };
}

async function readMinutes(
  reader: Reader,
  filters: StatisticsFilters,
  now: string,
): Promise<ReadonlyMap<string, number>> {
  const minute = `${now.slice(0, 16)}:00`;
  const from = later(minute, 1 - MINUTES, 'minute');
  const until = later(minute, 1, 'minute');
  const ofDay = (filters.from ?? '') <= dateOf(now) && (filters.to ?? '9') >= dateOf(startOf(from));
  if (!ofDay) return new Map();
  const stored = hasStoredViews(reader.target) && !filters.from && !filters.to && !filters.language;
  const rows = await reader.read('minutes', (db) =>
    stored
      ? db
          .selectFrom('dws_wiki_new_minute')
          .select(['window_start', 'article_cnt'])
          .where('window_start', '>=', timestampOf(from))
          .where('window_start', '<', timestampOf(until))
          .limit(MINUTES)
          .execute()
      : db
          .selectFrom('dwd_wiki_new_detail')
          .where((eb) => onArticles(eb, filters))
          .where('opt_time', '>=', timestampOf(from))
          .where('opt_time', '<', timestampOf(until))
          .select((eb) => [
            eb.fn<string>('date_trunc', [sql.lit('minute'), 'opt_time']).as('window_start'),
            eb.fn.countAll<number>().as('article_cnt'),
          ])
          .groupBy((eb) => eb.fn('date_trunc', [sql.lit('minute'), 'opt_time']))
          .limit(MINUTES)
          .execute(),
  );
  return new Map(
    rows.map(({ window_start, article_cnt }) => [window_start.slice(0, 16), Number(article_cnt)]),
  );
}
