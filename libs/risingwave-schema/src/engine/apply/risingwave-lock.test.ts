import type { Kysely } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { LockedError } from '../../errors.js';
import { comparable } from '../../testing/crash.js';
import { risingwaveDouble, type RisingwaveDouble } from '../../testing/risingwave-double.js';
import { sampleSchema } from '../../testing/sample-schema.js';
import { LEDGER_TABLE } from '../database/ledger.js';
import { Session } from '../database/session.js';
import { planSchema } from '../plan/plan-schema.js';
import { applySchema } from './apply.js';
import type { ApplyContext, ApplyOptions } from './apply-options.js';
import { destroySchema } from './destroy.js';
import { LOCK_TABLE, RisingwaveLock } from './risingwave-lock.js';

const options: ApplyOptions = {
  target: 'risingwave',
  kafka: { brokers: 'kafka:9092' },
  allowDestructive: true,
};
const schema = sampleSchema('first');

let double: RisingwaveDouble;
/** Two migrators' ways to the same server. */
let databases: readonly [Kysely<unknown>, Kysely<unknown>];
beforeAll(async () => {
  double = await risingwaveDouble();
  const connect = () => createDatabase<unknown>({ pool: double.pool, target: 'risingwave' });
  databases = [connect(), connect()];
});
beforeEach(() => double.reset());
afterEach(() => vi.restoreAllMocks());
afterAll(() => databases[0].destroy());

describe('two migrators at once on RisingWave (double)', () => {
  /** Runs that tell, statement by statement, which of them was at work on objects. */
  function watched() {
    const workers: number[] = [];
    const by = (worker: number): ApplyOptions => ({
      ...options,
      onStatement: ({ object, display }) => {
        if (object !== LOCK_TABLE && display !== 'flush') workers.push(worker);
      },
    });
    const turns = () => workers.filter((worker, i) => worker !== workers[i - 1]);
    return { by, turns };
  }

  it('work one after the other, and the database is as one alone leaves it', async () => {
    const state = async () =>
      comparable((await double.pglite.query(`select * from ${LEDGER_TABLE} order by name`)).rows);
    const withoutTimes = (rows: unknown) =>
      JSON.stringify(rows).replace(/"changed_at":"[^"]+"/g, '');
    await applySchema(databases[0], schema, options);
    const alone = withoutTimes(await state());
    await double.reset();

    const { by, turns } = watched();
    const results = await Promise.all(databases.map((db, i) => applySchema(db, schema, by(i))));
    expect(turns()).toHaveLength(2);
    expect(results.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    expect(withoutTimes(await state())).toBe(alone);
    expect((await double.pglite.query(`select * from ${LOCK_TABLE}`)).rows).toEqual([]);
  });

  it('keep what one made while the other waited to destroy, and the reverse', async () => {
    const [one, other] = databases;
    for (const round of [0, 1]) {
      await applySchema(one, schema, options);
      const { by, turns } = watched();
      const destroyed = () => destroySchema(one, by(0));
      const applied = () => applySchema(other, schema, by(1));
      await Promise.all(round === 0 ? [destroyed(), applied()] : [applied(), destroyed()]);
      expect(turns()).toHaveLength(2);
      // Whoever came last decides; a ledger without objects or objects without a ledger is neither.
      const plan = await planSchema(other, schema, options);
      expect(plan.unmanaged).toEqual([]);
      expect([0, schema.definitions.length]).toContain(plan.changes.length);
      await destroySchema(one, options);
      expect((await planSchema(other, schema, options)).unmanaged).toEqual([]);
    }
  });

  it('lose nothing when the one that waits comes in just as everything is destroyed', async () => {
    const [one, other] = databases;
    await applySchema(one, schema, options);
    let waiting: Promise<unknown> | undefined;
    await destroySchema(one, {
      ...options,
      onStatement: async ({ display }) => {
        // The last moment: the ledger is going, the lock's table follows.
        if (!display.startsWith(`drop table if exists "${LEDGER_TABLE}"`)) return;
        const announced = vi.spyOn(double.received, 'push');
        waiting = applySchema(other, schema, options);
        await vi.waitFor(() => {
          expect(announced.mock.calls.flat().join()).toContain(`insert into "${LOCK_TABLE}"`);
        });
        announced.mockRestore();
      },
    });
    await waiting;
    expect((await planSchema(other, schema, options)).empty).toBe(true);
  });
});

describe('the lease of a migrator on RisingWave (double)', () => {
  const context = { lockTimeout: 0 } as ApplyContext;
  /** On this side and, since it is the same process, on the server's. */
  let now = 0;
  const lockOf = (db: Kysely<unknown>) => new RisingwaveLock(new Session(db, [], () => undefined));
  const someoneElse = () =>
    double.pglite.exec(`insert into ${LOCK_TABLE} values ('host:7:uuid', now())`);

  beforeEach(() => {
    now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now);
  });

  it('is not lost to one that announces itself while it waits', async () => {
    const lock = lockOf(databases[0]);
    await lock.acquire(context);
    now += 59_000;
    await someoneElse();
    await lock.renew();
  });

  it('is lost when it ran out and somebody is there, who is named in words', async () => {
    const lock = lockOf(databases[0]);
    await lock.acquire(context);
    now += 60_000;
    await someoneElse();
    await expect(lock.renew()).rejects.toThrow(LockedError);
    await expect(lockOf(databases[1]).acquire(context)).rejects.toThrow(/\(.+ pid \d+\)/);
  });
});
