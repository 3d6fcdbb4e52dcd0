import { readFile } from 'node:fs/promises';
import type { Kysely } from 'kysely';
import { fingerprint } from '../ddl/fingerprint.js';
import { Ledger } from '../engine/database/ledger.js';
import { Session } from '../engine/database/session.js';
import type { PipelineDatabase } from '../pipeline/pipeline-schema.js';
import { importLanguages, type ImportOptions, type ImportReport } from './import-languages.js';
import { parseLanguageCsv, type Language } from './language-csv.js';

const FILE = new URL('../../data/dim_language.csv', import.meta.url);
const LEDGER_NAME = 'dim_language.csv';

/** Every language Wikipedia has or had an edition in, as shipped with this package. */
export async function bundledLanguages(): Promise<readonly Language[]> {
  return parseLanguageCsv(await readFile(FILE), 'dim_language.csv');
}

/** Whether {@link seedLanguages} has something to do. The ledger must exist. */
export async function languagesNeedSeed(
  db: Kysely<PipelineDatabase>,
  target: ImportOptions['target'],
): Promise<boolean> {
  const entry = (await ledgerOf(db, target).read()).get(LEDGER_NAME);
  if (entry?.fingerprint !== (await bundledFingerprint())) return true;
  const row = await db
    .selectFrom('dim_language')
    .select('language_code')
    .limit(1)
    .executeTakeFirst();
  return row === undefined;
}

/**
 * Imports the bundled languages when `dim_language` is empty or this package brings others than were
 * imported last; own corrections made since then are kept until the bundle changes.
 */
export async function seedLanguages(
  db: Kysely<PipelineDatabase>,
  options: ImportOptions,
): Promise<ImportReport | undefined> {
  if (!(await languagesNeedSeed(db, options.target))) return undefined;
  const report = await importLanguages(db, await bundledLanguages(), options);
  await ledgerOf(db, options.target).put({
    name: LEDGER_NAME,
    kind: 'data',
    state: 'ready',
    fingerprint: await bundledFingerprint(),
    definition: '',
    details: { position: 0 },
  });
  return report;
}

function ledgerOf(db: Kysely<PipelineDatabase>, target: ImportOptions['target']): Ledger {
  return new Ledger(new Session(db as unknown as Kysely<unknown>, [], () => undefined), target);
}

async function bundledFingerprint(): Promise<string> {
  return fingerprint(await readFile(FILE, 'utf8'));
}
