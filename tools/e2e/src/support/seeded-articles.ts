import { generateEvents } from '@wikistream/simulator';
import { transcriptionTranslator } from '@wikistream/translator-core';
import { articleKey, formatCivil, toNewArticle, type NewArticle } from '@wikistream/wiki-events';
import type { Pool } from 'pg';

export const TIME_ZONE = 'Asia/Shanghai';

const DAY_MS = 86_400_000;
const BATCH = 5_000;

/** Hours from UTC where most who write in a language live; what is not listed is near Greenwich. */
const HOURS_EAST: Readonly<Record<string, number>> = {
  ...{ ja: 9, ko: 9, zh: 8, 'zh-yue': 8, ceb: 8, vi: 7, th: 7, id: 7, bn: 6, hi: 5.5, ta: 5.5 },
  ...{ ur: 5, fa: 3.5, ru: 3, uk: 2, ar: 3, he: 2, tr: 3, el: 2, hy: 4, ka: 4 },
  ...{ en: -5, es: -5, pt: -3, de: 1, fr: 1, it: 1, pl: 1, nl: 1, sv: 1, cs: 1 },
};

/** How busy an hour of the day is where it is lived, 0 to 1: quiet nights, long evenings. */
function activity(localHour: number): number {
  const evening = Math.exp(-(((localHour - 20) / 3.2) ** 2));
  const midday = Math.exp(-(((localHour - 13) / 4.5) ** 2));
  return 0.08 + 0.55 * midday + 0.45 * evening;
}

/**
 * Articles of some days up to now, oldest first: names and titles of the simulator, hours of the day as people
 * of each language keep them, weekends a little busier.
 */
export function* articlesOver(days: number, count: number, now: Date): Generator<NewArticle, void> {
  const start = now.getTime() - days * DAY_MS;
  let at = start;
  const events = generateEvents({ seed: 7, articleShare: 1, now: () => at });
  // About every second drawn article is of an hour its people sleep through.
  const step = (days * DAY_MS) / (count * 2.05);
  let drawn = 0;
  for (; at < now.getTime(); at += step) {
    let { value } = events.next();
    while (value.meta.domain === 'canary') ({ value } = events.next());
    const article = toNewArticle(value as Parameters<typeof toNewArticle>[0], {
      timeZone: TIME_ZONE,
    });
    const hour = (at / 3_600_000 + (HOURS_EAST[article.language_code] ?? 0)) % 24;
    const weekday = new Date(at).getUTCDay();
    const busy = activity(hour) * (weekday === 0 || weekday === 6 ? 1 : 0.82);
    drawn = (drawn * 16_807 + 11) % 2_147_483_647;
    if (drawn / 2_147_483_647 < busy) yield article;
  }
}

/** Writes articles and their translations; the newest few wait for theirs, as in life. */
export async function insertArticles(
  pool: Pool,
  articles: Iterable<NewArticle>,
  options: { readonly pending: number },
): Promise<number> {
  const all = [...articles];
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH);
    await insertNew(pool, batch);
    await insertTranslations(
      pool,
      batch.slice(0, Math.max(0, all.length - options.pending - from)),
    );
  }
  return all.length;
}

/** Writes articles alone, as they are right after they were created. */
export async function insertNew(pool: Pool, articles: readonly NewArticle[]): Promise<void> {
  await pool.query(
    `insert into ods_wiki_new_table (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, bot)
     select wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, bot
     from jsonb_populate_recordset(null::ods_wiki_new_table, $1) on conflict do nothing`,
    [JSON.stringify(articles)],
  );
}

/** Writes what became of articles' titles: by sound, a few of them not at all. */
export async function insertTranslations(
  pool: Pool,
  articles: readonly NewArticle[],
): Promise<void> {
  const results = await transcriptionTranslator().translate(
    articles.map(({ title, language_code }) => ({ title, from: language_code })),
  );
  const rows = results.map((result, index) => {
    const article = articles[index] as NewArticle;
    const failed = result.status === 'failed' || hash(articleKey(article)) % 190 === 0;
    const seconds = 1 + (hash(article.title) % 40) / 10;
    return {
      ...article,
      title_zh: failed ? null : result.text,
      translated_at: formatCivil(
        new Date(Date.parse(article.event_time) + seconds * 1000),
        TIME_ZONE,
      ),
      translation_status: failed ? 'failed' : result.status,
      translator: result.translator,
    };
  });
  await pool.query(
    `insert into ods_wiki_new_translator_table (wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, title_zh, translated_at, translation_status, translator)
     select wiki, id, opt_type, title, title_url, opt_time, contributor, event_id, language_code, event_time, title_zh, translated_at, translation_status, translator
     from jsonb_populate_recordset(null::ods_wiki_new_translator_table, $1) on conflict do nothing`,
    [JSON.stringify(rows)],
  );
}

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return value;
}
