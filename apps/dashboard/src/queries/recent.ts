import type { PipelineDatabase, Target } from '@wikistream/risingwave-schema';
import { sql, type Kysely } from 'kysely';
import type { Article } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import { dateOf, later, startOf } from '../time/civil.js';
import { ARTICLE_COLUMNS, toArticle } from './article.js';
import { counts } from './counts.js';
import { hasStoredViews, onArticles, timestampOf, type StatisticsFilters } from './filters.js';

const LATEST_ARTICLES = 50;
export const MINUTES = 60;
export const HOURS = 48;
/** The longest time counts are taken over from the reading before. */
const COUNTED_FOR_MS = 10_000;

/** An instant, and the civil time it is in the pipeline's zone. */
export interface Moment {
  readonly at: Date;
  readonly civil: string;
}

/** Articles of the last hours, by hour and by minute. */
interface Counts {
  readonly counted: Moment;
  /** First date `hours` covers as a whole. */
  readonly since: string;
  /** `YYYY-MM-DD HH:00` → articles. */
  readonly hours: ReadonlyMap<string, number>;
  /** `YYYY-MM-DD HH:mm` → articles, of the last hour. */
  readonly minutes: ReadonlyMap<string, number>;
}

/** What changes every second: read through indexes, whatever the number of articles. */
export interface Recent extends Moment, Counts {
  readonly latest: readonly Article[];
  /** When the newest of the latest articles was made. */
  readonly newestEvent: Date | null;
}

/** The last moment the filters allow, now at the latest. */
export function endOfRange({ to }: StatisticsFilters, now: string): string {
  return to !== undefined && to < dateOf(now) ? `${to} 23:59:59` : now;
}

/**
 * Reads the recent part, all of it as of one moment. The latest articles are read every time; what is
 * counted is taken over from the reading `before` while they and the minute are the same. An article
 * too late to be among the latest is therefore counted within ten seconds, not at once.
 */
export async function readRecent(
  reader: Reader,
  filters: StatisticsFilters,
  moment: Moment,
  before?: Recent,
): Promise<Recent> {
  return reader.read('recent', async (db) => {
    const rows = await readLatest(db, filters);
    const latest = rows.map(toArticle);
    const newest = Math.max(...rows.map(({ event_time }) => event_time?.getTime() ?? -Infinity));
    const { counted, since, hours, minutes } =
      before && stillHold(before, latest, moment)
        ? before
        : await readCounts(db, reader.target, filters, moment);
    return {
      ...moment,
      counted,
      since,
      hours,
      minutes,
      latest,
      newestEvent: Number.isFinite(newest) ? new Date(newest) : null,
    };
  });
}

function stillHold(before: Recent, latest: readonly Article[], { at, civil }: Moment): boolean {
  return (
    at.getTime() - before.counted.at.getTime() < COUNTED_FOR_MS &&
    minuteOf(civil) === minuteOf(before.counted.civil) &&
    latest.length === before.latest.length &&
    latest.every(({ key }, index) => key === before.latest[index]?.key)
  );
}

async function readLatest(db: Kysely<PipelineDatabase>, filters: StatisticsFilters) {
  return db
    .selectFrom('dwd_wiki_new_detail')
    .where((eb) => onArticles(eb, filters))
    .where('opt_time', 'is not', null)
    .select([...ARTICLE_COLUMNS, 'event_time'])
    .orderBy('opt_time', 'desc')
    .orderBy('wiki', 'desc')
    .orderBy('id', 'desc')
    .limit(LATEST_ARTICLES)
    .execute();
}

async function readCounts(
  db: Kysely<PipelineDatabase>,
  target: Target,
  filters: StatisticsFilters,
  moment: Moment,
): Promise<Counts> {
  const since = dateOf(later(endOfRange(filters, moment.civil), 1 - HOURS, 'hour'));
  return {
    counted: moment,
    since,
    hours: await readHours(db, target, filters, since),
    minutes: await readMinutes(db, target, filters, moment.civil),
  };
}

async function readHours(
  db: Kysely<PipelineDatabase>,
  target: Target,
  filters: StatisticsFilters,
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const bounded =
    filters.from !== undefined && filters.from > since ? filters : { ...filters, from: since };
  const rows = await db
    .selectFrom(counts(db, target, bounded).as('c'))
    .select(({ fn }) => ['c.opt_date', 'c.opt_hour', fn.sum<string>('c.article_cnt').as('count')])
    .groupBy(['c.opt_date', 'c.opt_hour'])
    .orderBy('c.opt_date', 'desc')
    .orderBy('c.opt_hour', 'desc')
    .limit(100_000)
    .execute();
  return new Map(
    rows.flatMap(({ opt_date, opt_hour, count }) =>
      opt_date === null || opt_hour === null
        ? []
        : [[`${opt_date} ${String(opt_hour).padStart(2, '0')}:00`, Number(count)]],
    ),
  );
}

async function readMinutes(
  db: Kysely<PipelineDatabase>,
  target: Target,
  filters: StatisticsFilters,
  now: string,
): Promise<ReadonlyMap<string, number>> {
  const minute = `${minuteOf(now)}:00`;
  const from = later(minute, 1 - MINUTES, 'minute');
  const until = later(minute, 1, 'minute');
  const ofDay = (filters.from ?? '') <= dateOf(now) && (filters.to ?? '9') >= dateOf(startOf(from));
  if (!ofDay) return new Map();
  const stored = hasStoredViews(target) && !filters.from && !filters.to && !filters.language;
  const rows = stored
    ? await db
        .selectFrom('dws_wiki_new_minute')
        .select(['window_start', 'article_cnt'])
        .where('window_start', '>=', timestampOf(from))
        .where('window_start', '<', timestampOf(until))
        .limit(MINUTES)
        .execute()
    : await db
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
        .execute();
  return new Map(
    rows.map(({ window_start, article_cnt }) => [window_start.slice(0, 16), Number(article_cnt)]),
  );
}

/** `YYYY-MM-DD HH:mm` */
function minuteOf(civil: string): string {
  return civil.slice(0, 16);
}
