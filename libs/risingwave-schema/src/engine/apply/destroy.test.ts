import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { crashBeforeEachStatement } from '../../testing/crash.js';
import { emptyDatabase, startPglite, type TestServer } from '../../testing/pglite.js';
import { risingwaveDouble, type RisingwaveDouble } from '../../testing/risingwave-double.js';
import { sampleSchema } from '../../testing/sample-schema.js';
import { applySchema } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import { destroySchema } from './destroy.js';

let double: RisingwaveDouble;
let server: TestServer;
let databases: Record<'risingwave' | 'postgres', Kysely<unknown>>;
beforeAll(async () => {
  double = await risingwaveDouble();
  server = await startPglite();
  databases = {
    risingwave: createDatabase<unknown>({ pool: double.pool, target: 'risingwave' }),
    postgres: createDatabase<unknown>({
      connectionString: server.url,
      maxConnections: 1,
      target: 'postgres',
    }),
  };
});
afterAll(async () => {
  await databases.risingwave.destroy();
  await databases.postgres.destroy();
  await server.close();
});

describe.each(['risingwave', 'postgres'] as const)('destroy (%s)', (target) => {
  const options: ApplyOptions = { target, kafka: { brokers: 'k:1' }, allowDestructive: true };
  const pglite = () => (target === 'risingwave' ? double.pglite : server.pglite);
  const left = async () => {
    const { rows } = await pglite().query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace`,
    );
    return rows.map(({ name }) => name);
  };
  const prepare = async () => {
    await (target === 'risingwave' ? double.reset() : emptyDatabase(server.pglite));
    await applySchema(databases[target], sampleSchema('first'), options);
  };

  it('leaves nothing, its own tables included, whichever statement was the last before a crash', async () => {
    const crashes = await crashBeforeEachStatement({
      prepare,
      change: (onStatement) =>
        destroySchema(databases[target], { ...options, lockTimeout: 0, onStatement }),
      crashed: async (where) => {
        if ((await left()).includes('schema_lock')) {
          await pglite().exec('delete from schema_lock');
        }
        await destroySchema(databases[target], options);
        expect(await left(), where).toEqual([]);
      },
    });
    expect(crashes).toBeGreaterThan(4);
    expect(await left()).toEqual([]);
  }, 120_000);

  it('stops when it is told to, before any statement', async () => {
    await prepare();
    const before = await left();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(destroySchema(databases[target], { ...options, signal })).rejects.toThrow(
      'enough',
    );
    expect(await left()).toEqual(before);
  });
});
