import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../database/create-database.js';
import { applySchema } from '../engine/apply/apply.js';
import { pipelineSchema, type PipelineDatabase } from '../pipeline/pipeline-schema.js';
import { startPglite, type TestServer } from '../testing/pglite.js';
import { bundledLanguages, seedLanguages } from './bundled-languages.js';
import { importLanguages } from './import-languages.js';

let server: TestServer;
let db: Kysely<PipelineDatabase>;
const options = { target: 'postgres', timeZone: 'Asia/Shanghai' } as const;

beforeAll(async () => {
  server = await startPglite();
  db = createDatabase({ connectionString: server.url, target: 'postgres', maxConnections: 1 });
  await applySchema(db, pipelineSchema, options);
});
afterAll(async () => {
  await db.destroy();
  await server.close();
});

describe('the language dimension', () => {
  it('is seeded once, keeps corrections, and reports what an import changes', async () => {
    const bundled = await bundledLanguages();
    expect(await seedLanguages(db, options)).toEqual({
      inserted: bundled.length,
      updated: 0,
      unchanged: 0,
    });
    await db
      .updateTable('dim_language')
      .set({ language_name_zh: '自己的' })
      .where('language_code', '=', 'lv')
      .execute();
    expect(await seedLanguages(db, options)).toBeUndefined();

    expect(await importLanguages(db, bundled, options)).toEqual({
      inserted: 0,
      updated: 1,
      unchanged: bundled.length - 1,
    });
    const row = await db
      .selectFrom('dim_language')
      .selectAll()
      .where('language_code', '=', 'lv')
      .executeTakeFirstOrThrow();
    expect(row.language_name_zh).toBe('拉脱维亚语');
    expect(row.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('is seeded again when someone emptied it', async () => {
    await db.deleteFrom('dim_language').execute();
    expect(await seedLanguages(db, options)).toMatchObject({ updated: 0, unchanged: 0 });
  });
});
