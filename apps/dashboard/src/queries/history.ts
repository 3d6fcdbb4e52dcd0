import { sql } from 'kysely';
import type { LanguageName } from '../api/contract.js';
import type { Reader } from '../database/reader.js';
import { counts } from './counts.js';
import { hasStoredViews, onArticles, type StatisticsFilters } from './filters.js';

const CONTRIBUTORS = 12;
/** More days than anyone has; a bound all the same. */
const MAX_DAYS = 20_000;
const HOURS_A_DAY = 24;
const MAX_LANGUAGES = 1_000;

/** What changes slowly, over the whole range: dear to read where there are many articles. */
export interface History {
  readonly days: ReadonlyMap<string, number>;
  /** Articles without a time; they are in no day. */
  readonly undated: number;
  /** Largest edition first; `hours` has 24 counts. */
  readonly languages: readonly (LanguageName & {
    readonly count: number;
    readonly hours: readonly number[];
  })[];
  readonly bots: number;
  readonly contributors: readonly {
    readonly name: string;
    readonly bot: boolean;
    readonly count: number;
  }[];
  readonly translations: readonly TranslationCounts[];
}

/** How far the translation of one edition has come. */
export interface TranslationCounts {
  readonly code: string;
  readonly total: number;
  readonly translated: number;
  readonly passthrough: number;
  readonly failed: number;
  /** Sum over the articles with a translation, whatever came of it. */
  readonly latencySeconds: number;
}

export async function readHistory(reader: Reader, filters: StatisticsFilters): Promise<History> {
  const { days, cells } = await readArticles(reader, filters);
  const names = await readNames(reader);
  const contributors = await readContributors(reader, filters);
  const translations = await readTranslations(reader, filters);
  return {
    days: new Map(days.flatMap(({ date, count }) => (date ? [[date, count]] : []))),
    undated: days.find(({ date }) => date === null)?.count ?? 0,
    languages: byLanguage(cells, names),
    bots: cells.reduce((sum, { bots }) => sum + bots, 0),
    contributors,
    translations,
  };
}

/** Articles by day, and by edition and hour of the day, from one pass over them. */
async function readArticles(reader: Reader, filters: StatisticsFilters) {
  const rows = await reader.read('articles', (db) =>
    db
      .selectFrom(counts(db, reader.target, filters).as('c'))
      .select(({ fn }) => [
        'c.opt_date',
        'c.language_code',
        'c.opt_hour',
        sql<number>`grouping(c.opt_date)`.as('without_date'),
        fn.sum<string>('c.article_cnt').as('count'),
        fn.sum<string>('c.bot_cnt').as('bots'),
      ])
      .groupBy(sql`grouping sets ((c.opt_date), (c.language_code, c.opt_hour))`)
      .limit(MAX_DAYS + MAX_LANGUAGES * (HOURS_A_DAY + 1))
      .execute(),
  );
  return {
    days: rows
      .filter(({ without_date }) => Number(without_date) === 0)
      .map(({ opt_date, count }) => ({ date: opt_date, count: Number(count) })),
    cells: rows
      .filter(({ without_date }) => Number(without_date) === 1)
      .map(({ language_code, opt_hour, count, bots }) => ({
        code: language_code ?? '',
        hour: opt_hour,
        count: Number(count),
        bots: Number(bots),
      })),
  };
}

async function readNames(reader: Reader): Promise<ReadonlyMap<string, LanguageName>> {
  const rows = await reader.read('names', (db) =>
    db
      .selectFrom('dim_language')
      .select(['language_code', 'language_name_zh', 'language_name_en'])
      .limit(MAX_LANGUAGES)
      .execute(),
  );
  return new Map(
    rows.map(({ language_code: code, language_name_zh: zh, language_name_en: en }) => [
      code,
      { code, zh, en },
    ]),
  );
}

async function readContributors(reader: Reader, filters: StatisticsFilters) {
  const whole = !filters.from && !filters.to && !filters.language;
  const rows = await reader.read('contributors', (db) =>
    whole
      ? db
          .selectFrom('dws_wiki_contributor')
          .select(['contributor', 'article_cnt', 'bot_cnt'])
          .orderBy('article_cnt', 'desc')
          .orderBy('contributor')
          .limit(CONTRIBUTORS)
          .execute()
      : db
          .selectFrom('dwd_wiki_new_detail')
          .where((eb) => onArticles(eb, filters))
          .select((eb) => [
            'contributor',
            eb.fn.countAll<number>().as('article_cnt'),
            eb.fn.countAll<number>().filterWhere('bot', '=', true).as('bot_cnt'),
          ])
          .groupBy('contributor')
          .orderBy('article_cnt', 'desc')
          .orderBy('contributor')
          .limit(CONTRIBUTORS)
          .execute(),
  );
  return rows.map(({ contributor, article_cnt, bot_cnt }) => ({
    name: contributor ?? '',
    // Who is marked as a bot in most of the edits is one.
    bot: Number(bot_cnt) * 2 > Number(article_cnt),
    count: Number(article_cnt),
  }));
}

async function readTranslations(
  reader: Reader,
  filters: StatisticsFilters,
): Promise<TranslationCounts[]> {
  if (hasStoredViews(reader.target) && !filters.from && !filters.to) {
    const rows = await reader.read('translations', (db) =>
      db
        .selectFrom('dws_wiki_translation')
        .$if(filters.language !== undefined, (query) =>
          query.where('language_code', '=', filters.language ?? ''),
        )
        .select([
          'language_code',
          'article_cnt',
          'translated_cnt',
          'passthrough_cnt',
          'failed_cnt',
          'pending_cnt',
          'avg_latency_seconds',
        ])
        .limit(MAX_LANGUAGES)
        .execute(),
    );
    return rows.map((row) => ({
      code: row.language_code ?? '',
      total: Number(row.article_cnt),
      translated: Number(row.translated_cnt),
      passthrough: Number(row.passthrough_cnt),
      failed: Number(row.failed_cnt),
      latencySeconds:
        Number(row.avg_latency_seconds ?? 0) * (Number(row.article_cnt) - Number(row.pending_cnt)),
    }));
  }
  const rows = await reader.read('translations', (db) =>
    db
      .selectFrom('dwd_wiki_new_detail')
      .where((eb) => onArticles(eb, filters))
      .select((eb) => [
        'language_code',
        'translation_status',
        eb.fn.countAll<number>().as('count'),
        eb.fn
          .sum<number | null>(
            eb.cast(
              sql`extract(epoch from ${eb.ref('translated_at')} - ${eb.ref('opt_time')})`,
              'double precision',
            ),
          )
          .as('seconds'),
      ])
      .groupBy(['language_code', 'translation_status'])
      .limit(MAX_LANGUAGES * 5)
      .execute(),
  );
  const found = new Map<
    string,
    { -readonly [K in keyof TranslationCounts]: TranslationCounts[K] }
  >();
  for (const row of rows) {
    const code = row.language_code ?? '';
    const entry = found.get(code) ?? {
      code,
      total: 0,
      translated: 0,
      passthrough: 0,
      failed: 0,
      latencySeconds: 0,
    };
    found.set(code, entry);
    const count = Number(row.count);
    entry.total += count;
    entry.latencySeconds += Number(row.seconds ?? 0);
    const status = row.translation_status;
    if (status === 'translated' || status === 'passthrough' || status === 'failed') {
      entry[status] += count;
    }
  }
  return [...found.values()];
}

function byLanguage(
  cells: readonly { code: string; hour: number | null; count: number }[],
  names: ReadonlyMap<string, LanguageName>,
): History['languages'] {
  const found = new Map<string, { count: number; hours: number[] }>();
  for (const { code, hour, count } of cells) {
    const entry = found.get(code) ?? { count: 0, hours: Array<number>(HOURS_A_DAY).fill(0) };
    found.set(code, entry);
    entry.count += count;
    if (hour !== null) entry.hours[hour] = (entry.hours[hour] ?? 0) + count;
  }
  return [...found]
    .map(([code, entry]) => ({ ...(names.get(code) ?? { code, zh: null, en: null }), ...entry }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
