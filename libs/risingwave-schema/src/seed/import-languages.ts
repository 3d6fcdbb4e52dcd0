import type { Kysely } from 'kysely';
import { flush } from '../database/flush.js';
import type { PipelineDatabase } from '../pipeline/pipeline-schema.js';
import type { Target } from '../target.js';
import type { Language } from './language-csv.js';

export interface ImportOptions {
  readonly target: Target;
  /** Zone of `created_at` and `updated_at`. */
  readonly timeZone: string;
}

/** How many languages were new, changed, or as they were. */
export interface ImportReport {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

const NAMES = ['language_name_zh', 'language_name_en', 'language_name_local'] as const;
const BATCH = 500;

/** Brings `dim_language` up to date with a list; languages not in the list stay as they are. */
export async function importLanguages(
  db: Kysely<PipelineDatabase>,
  languages: readonly Language[],
  { target, timeZone }: ImportOptions,
): Promise<ImportReport> {
  const existing = await db.selectFrom('dim_language').selectAll().execute();
  const byCode = new Map(existing.map((row) => [row.language_code, row]));
  const now = civilNow(timeZone);
  const changed = languages.filter((language) => {
    const row = byCode.get(language.language_code);
    return !row || NAMES.some((name) => row[name] !== language[name]);
  });
  const rows = changed.map((language) => ({
    ...language,
    created_at: byCode.get(language.language_code)?.created_at ?? now,
    updated_at: now,
  }));
  for (let from = 0; from < rows.length; from += BATCH) {
    const insert = db.insertInto('dim_language').values(rows.slice(from, from + BATCH));
    // RisingWave's tables replace a row with the same key by themselves.
    const upsert =
      target === 'risingwave'
        ? insert
        : insert.onConflict((conflict) =>
            conflict.column('language_code').doUpdateSet((eb) => ({
              language_name_zh: eb.ref('excluded.language_name_zh'),
              language_name_en: eb.ref('excluded.language_name_en'),
              language_name_local: eb.ref('excluded.language_name_local'),
              updated_at: eb.ref('excluded.updated_at'),
            })),
          );
    await upsert.execute();
  }
  if (rows.length > 0) await flush(db);
  const inserted = changed.filter(({ language_code }) => !byCode.has(language_code)).length;
  return {
    inserted,
    updated: changed.length - inserted,
    unchanged: languages.length - changed.length,
  };
}

/** Now as `YYYY-MM-DD HH:mm:ss` in a zone. */
function civilNow(timeZone: string): string {
  // Swedish writes dates the ISO way.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date());
}
