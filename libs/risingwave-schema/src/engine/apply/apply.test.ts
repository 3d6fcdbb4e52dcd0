import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { pipelineSchema, type PipelineDatabase } from '../../pipeline/pipeline-schema.js';
import { emptyDatabase, startPglite, type TestServer } from '../../testing/pglite.js';
import { applySchema } from './apply.js';
import { planSchema } from '../plan/plan-schema.js';
import { schemaStatus } from '../inspect/status.js';

let server: TestServer;
let db: Kysely<PipelineDatabase>;
const options = { target: 'postgres' } as const;

beforeAll(async () => {
  server = await startPglite();
  db = createDatabase({ connectionString: server.url, maxConnections: 1, ...options });
});
beforeEach(() => emptyDatabase(server.pglite));
afterAll(async () => {
  await db.destroy();
  await server.close();
});

describe('apply', () => {
  it('creates everything from nothing, then has nothing to do', async () => {
    const before = await planSchema(db, pipelineSchema, options);
    expect(before.changes.every(({ action }) => action === 'create')).toBe(true);

    const { changes } = await applySchema(db, pipelineSchema, options);
    expect(new Set(changes)).toEqual(new Set(before.changes));

    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'v') order by 1`.execute(db);
    expect(rows.map(({ name }) => name)).toEqual([
      'dim_language',
      'dwd_wiki_new_detail',
      'dws_wiki_contributor',
      'dws_wiki_new_hour',
      'dws_wiki_new_minute',
      'dws_wiki_new_sum',
      'dws_wiki_translation',
      'ods_wiki_new_table',
      'ods_wiki_new_translator_table',
      'schema_ledger',
    ]);
    expect((await planSchema(db, pipelineSchema, options)).empty).toBe(true);
    expect((await applySchema(db, pipelineSchema, options)).changes).toEqual([]);
    const states = await schemaStatus(db, pipelineSchema, options);
    expect(states.map(({ state }) => state)).toEqual(states.map(() => 'up to date'));
  });

  it('leaves the database alone when it only plans', async () => {
    await planSchema(db, pipelineSchema, options);
    const { rows } = await sql`
      select 1 from pg_class where relnamespace = 'public'::regnamespace`.execute(db);
    expect(rows).toEqual([]);
  });
});
