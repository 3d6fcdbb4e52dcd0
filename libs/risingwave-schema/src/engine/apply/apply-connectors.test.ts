import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { DestructiveChangeError, MissingOptionError } from '../../errors.js';
import { connectorSchema } from '../../testing/connector-schema.js';
import { comparable, crashBeforeEachStatement } from '../../testing/crash.js';
import { risingwaveDouble, type RisingwaveDouble } from '../../testing/risingwave-double.js';
import { applySchema } from './apply.js';
import type { ApplyOptions } from './apply-options.js';
import { destroySchema } from './destroy.js';
import { schemaDrift } from '../inspect/drift.js';
import { planSchema } from '../plan/plan-schema.js';
import { schemaStatus } from '../inspect/status.js';

const SECRET = "hunter'2";
const options: ApplyOptions = {
  target: 'risingwave',
  kafka: { brokers: 'kafka:9092' },
  environment: { WAREHOUSE_PASSWORD: SECRET },
  allowDestructive: true,
};

let double: RisingwaveDouble;
let db: Kysely<unknown>;
beforeAll(async () => {
  double = await risingwaveDouble();
  db = createDatabase<unknown>({ pool: double.pool, target: 'risingwave' });
});
beforeEach(() => double.reset());
afterAll(() => db.destroy());

/** The statements that change objects, replacements called `…__new`. */
function steps(): string[] {
  return double.received
    .filter((text) => /^(create (?!table if)|alter|drop)/.test(text))
    .map((text) =>
      text
        .replace(/__[0-9a-f]{16}/g, '__new')
        .replace(/( with)? \([\s\S]*$| as\n[\s\S]*$| with$/, ''),
    );
}

async function first(): Promise<void> {
  await double.reset();
  await applySchema(db, connectorSchema('first'), options);
  await double.pglite.exec(`insert into clicks values (1, 'a'), (20, 'b'), (30, null);
    refresh materialized view stored; refresh materialized view per_page`);
  double.received.length = 0;
}

/** Objects with what they select, and the ledger. */
async function state() {
  const { rows } = await double.pglite.query(`
    select r.name, relation_type,
      case when relation_type in ('view', 'materialized view', 'sink')
        then regexp_replace(pg_get_viewdef(r.id), 'FROM (\\w+) \\1\\M', 'FROM \\1') end as definition
    from rw_catalog.rw_relations r join rw_catalog.rw_schemas s on s.id = schema_id
    where s.name = 'public' and r.name not like '%_pkey'
    union all select secrets.name, 'secret', null from rw_catalog.rw_secrets secrets order by 1`);
  const ledger = await double.pglite.query(
    'select name, kind, state, fingerprint, definition, details from schema_ledger order by 1',
  );
  return { rows, ledger: ledger.rows };
}

describe('sources, sinks and secrets on RisingWave (double)', () => {
  it('are created in order, known afterwards, and destroyed from the end', async () => {
    await applySchema(db, connectorSchema('first'), options);
    expect(steps()).toEqual([
      'create secret "warehouse_password"',
      'create source "clicks"',
      'create view "shown"',
      'create materialized view "stored"',
      'create materialized view "per_page"',
      'create sink "to_postgres" from "per_page"',
      'create sink "to_kafka"',
    ]);
    expect((await planSchema(db, connectorSchema('first'), options)).empty).toBe(true);
    expect(await schemaDrift(db, options)).toEqual([]);
    const statuses = await schemaStatus(db, connectorSchema('first'), options);
    expect(statuses.map(({ kind, state }) => `${kind}: ${state}`)).toEqual([
      'secret: up to date',
      'source: up to date',
      'view: up to date',
      'materialized view: up to date',
      'materialized view: up to date',
      'sink: up to date',
      'sink: up to date',
    ]);
    double.received.length = 0;
    await destroySchema(db, options);
    expect(steps()).toEqual([
      'drop sink if exists "to_kafka"',
      'drop sink if exists "to_postgres"',
      'drop materialized view if exists "per_page"',
      'drop materialized view if exists "stored"',
      'drop view if exists "shown"',
      'drop source if exists "clicks"',
      'drop secret if exists "warehouse_password"',
      'drop table if exists "schema_ledger"',
      'drop table if exists "schema_lock"',
    ]);
  });

  it('make changed sinks anew, once the views they send from have their names', async () => {
    await first();
    await applySchema(db, connectorSchema('second'), options);
    expect(steps()).toEqual([
      'create materialized view "stored__new"',
      'create materialized view "per_page__new"',
      'alter materialized view "stored" swap with "stored__new"',
      'alter materialized view "per_page" swap with "per_page__new"',
      'drop sink if exists "to_postgres"',
      'create sink "to_postgres" from "per_page"',
      'drop sink if exists "to_kafka"',
      'create sink "to_kafka"',
      'create sink "added" from "per_page"',
      'drop materialized view if exists "per_page__new"',
      'drop materialized view if exists "stored__new"',
      'drop view if exists "shown"',
    ]);
    const { rows } = await double.pglite.query('select * from to_kafka order by 1');
    expect(rows).toEqual([{ page: 'b' }, { page: null }]);
  });

  it('end up the same after a crash at any statement', async () => {
    await first();
    await applySchema(db, connectorSchema('second'), options);
    const wanted = comparable(await state());
    const second = (more: Partial<ApplyOptions> = {}) =>
      applySchema(db, connectorSchema('second'), { ...options, ...more });
    const crashes = await crashBeforeEachStatement({
      prepare: first,
      change: (onStatement) => second({ lockTimeout: 0, onStatement }),
      crashed: async (where) => {
        // The dead migrator's lease has run out.
        await double.pglite.exec('delete from schema_lock');
        await second();
        expect(comparable(await state()), where).toEqual(wanted);
      },
    });
    expect(crashes).toBeGreaterThan(15);
  }, 120_000);

  it('ask before rows are sent twice or read from a topic that may have forgotten them', async () => {
    await first();
    const careful = { ...options, allowDestructive: false };
    const plan = await planSchema(db, connectorSchema('second'), careful);
    expect(plan.changes.flatMap(({ destructive }) => destructive)).toEqual([
      'stored: built anew from what topic clicks still holds',
      'to_kafka: made anew, it sends all rows a second time',
    ]);
    expect(plan.changes.map(({ object, reason }) => `${object}: ${reason}`)).toContain(
      'to_postgres: reads from per_page, which changes',
    );
    double.received.length = 0;
    await expect(applySchema(db, connectorSchema('second'), careful)).rejects.toThrow(
      DestructiveChangeError,
    );
    expect(steps()).toEqual([]);
  });

  it('miss a secret before anything is changed', async () => {
    const without = { ...options, environment: {} };
    const plan = await planSchema(db, connectorSchema('first'), without);
    expect(plan.changes).toHaveLength(7);
    const applied = applySchema(db, connectorSchema('first'), without);
    await expect(applied).rejects.toThrow(MissingOptionError);
    await expect(applied).rejects.toThrow('WAREHOUSE_PASSWORD');
    expect(steps()).toEqual([]);
    // Once it is there, nobody needs to know it any more.
    await applySchema(db, connectorSchema('first'), options);
    expect((await applySchema(db, connectorSchema('second'), without)).changes).not.toEqual([]);
  });

  it('keep the secret to the one statement that needs it', async () => {
    const seen: unknown[] = [];
    const error: unknown = await applySchema(db, connectorSchema('first'), {
      ...options,
      onProgress: (progress) => void seen.push(progress),
      onStatement: (statement) => {
        seen.push({ ...statement });
        // What a server might say of it, and so what an error could repeat.
        if (statement.object === 'to_kafka') throw new Error('stop');
      },
    }).catch((caught: unknown) => caught);
    expect(String(error)).toContain('stop');
    expect(double.received.filter((text) => text.includes("hunter''2"))).toHaveLength(1);
    seen.push(await planSchema(db, connectorSchema('first'), options), await state());
    expect(JSON.stringify(seen)).not.toContain('hunter');
  });

  it('give a secret its new value, once, and leave what uses it alone', async () => {
    await applySchema(db, connectorSchema('first'), options);
    const rotated = { ...options, environment: { WAREHOUSE_PASSWORD: "new'er" } };
    const plan = await planSchema(db, connectorSchema('first'), rotated);
    expect(plan.changes).toEqual([
      {
        object: 'warehouse_password',
        kind: 'secret',
        action: 'alter',
        reason: 'its value changed',
        destructive: [],
      },
    ]);
    // Who does not know the value changes nothing.
    const unknown = { ...options, environment: {} };
    expect((await planSchema(db, connectorSchema('first'), unknown)).empty).toBe(true);

    double.received.length = 0;
    await applySchema(db, connectorSchema('first'), rotated);
    expect(steps()).toEqual(['alter secret "warehouse_password"']);
    expect(double.received.filter((text) => text.includes("as 'new''er'"))).toHaveLength(1);
    expect((await planSchema(db, connectorSchema('first'), rotated)).empty).toBe(true);
    expect((await planSchema(db, connectorSchema('first'), options)).empty).toBe(false);
    const kept = JSON.stringify(await state());
    expect(kept).toContain('scrypt:');
    expect(kept).not.toMatch(/hunter|new'/);
  });

  it('give a secret its value again when the run that was to do it broke off', async () => {
    await applySchema(db, connectorSchema('first'), options);
    const rotated = { ...options, environment: { WAREHOUSE_PASSWORD: 'newer' } };
    const crashes = await crashBeforeEachStatement({
      prepare: async () => {
        await applySchema(db, connectorSchema('first'), options);
        double.received.length = 0;
      },
      change: (onStatement) =>
        applySchema(db, connectorSchema('first'), { ...rotated, lockTimeout: 0, onStatement }),
      crashed: async (where) => {
        await double.pglite.exec('delete from schema_lock');
        await applySchema(db, connectorSchema('first'), rotated);
        const values = double.received.filter((text) => text.startsWith('alter secret'));
        expect(values.at(-1), where).toContain("as 'newer'");
        expect((await planSchema(db, connectorSchema('first'), rotated)).empty, where).toBe(true);
      },
    });
    expect(crashes).toBeGreaterThan(2);
  });

  it('mask a secret as SQL writes it when the server repeats the statement', async () => {
    await double.pglite.exec('create table rw_catalog.guard (name text)');
    await double.pglite
      .exec(`create function rw_catalog.refuse() returns trigger language plpgsql as
      $$ begin raise exception 'near "create secret as ''hunter''''2''"'; end $$;
      create trigger refuse before insert on rw_catalog.rw_secrets execute function rw_catalog.refuse()`);
    const error: unknown = await applySchema(db, connectorSchema('first'), options).catch(
      (caught: unknown) => caught,
    );
    await double.pglite.exec('drop trigger refuse on rw_catalog.rw_secrets');
    const texts: string[] = [];
    for (let at = error; at instanceof Error; at = at.cause) {
      texts.push(at.message, at.stack ?? '', JSON.stringify(at));
    }
    expect(texts.join()).toContain('create secret');
    expect(texts.join()).not.toContain('hunter');
  });
});
