import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bothTargets, type BothTargets } from '../../testing/both-targets.js';
import { crashBeforeEachStatement } from '../../testing/crash.js';
import { sampleSchema } from '../../testing/sample-schema.js';
import { applySchema } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import { destroySchema } from './destroy.js';

let both: BothTargets;
beforeAll(async () => {
  both = await bothTargets();
});
afterAll(() => both.close());

describe.each(['risingwave', 'postgres'] as const)('destroy (%s)', (target) => {
  const options: ApplyOptions = { target, kafka: { brokers: 'k:1' }, allowDestructive: true };
  const pglite = () => both.pglites[target];
  const left = async () => {
    const { rows } = await pglite().query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace`,
    );
    return rows.map(({ name }) => name);
  };
  const prepare = async () => {
    await both.reset(target);
    await applySchema(both.databases[target], sampleSchema('first'), options);
  };

  it('leaves nothing, its own tables included, whichever statement was the last before a crash', async () => {
    const crashes = await crashBeforeEachStatement({
      prepare,
      change: (onStatement) =>
        destroySchema(both.databases[target], { ...options, lockTimeout: 0, onStatement }),
      crashed: async (where) => {
        if ((await left()).includes('schema_lock')) {
          await pglite().exec('delete from schema_lock');
        }
        await destroySchema(both.databases[target], options);
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
    await expect(destroySchema(both.databases[target], { ...options, signal })).rejects.toThrow(
      'enough',
    );
    expect(await left()).toEqual(before);
  });
});
