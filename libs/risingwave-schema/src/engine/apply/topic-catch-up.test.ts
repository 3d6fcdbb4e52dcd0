import type { Kysely } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../database/create-database.js';
import { bigint, int, varchar } from '../../definition/column.js';
import { kafkaTable } from '../../definition/kafka.js';
import { defineSchema } from '../../definition/schema.js';
import { materializedView } from '../../definition/view.js';
import { risingwaveDouble, type RisingwaveDouble } from '../../testing/risingwave-double.js';
import { planSchema } from '../plan/plan-schema.js';
import { applySchema } from './apply.js';
import type { ApplyOptions, Progress } from './apply-options.js';

const options: ApplyOptions = {
  target: 'risingwave',
  kafka: { brokers: 'kafka:9092' },
  allowDestructive: true,
};

/** A table over a topic with a column that differs in type, and a view over it. */
function schemaOf(version: 'first' | 'second') {
  const events = kafkaTable('events', {
    columns: { id: bigint().notNull(), n: version === 'first' ? varchar() : int() },
    primaryKey: ['id'],
    topic: 'events',
  });
  const ids = materializedView('ids', [events], (db) => db.selectFrom('events').select('id'));
  return defineSchema([events, ids]);
}

let double: RisingwaveDouble;
let db: Kysely<unknown>;
beforeAll(async () => {
  double = await risingwaveDouble();
  db = createDatabase<unknown>({ pool: double.pool, target: 'risingwave' });
});
beforeEach(async () => {
  await double.reset();
  await applySchema(db, schemaOf('first'), options);
  await double.pglite.exec(
    `insert into events select i, 'n' from generate_series(1, 4) i; refresh materialized view ids`,
  );
  double.received.length = 0;
});
afterAll(() => db.destroy());

/** Statements that build and exchange, replacements called `…__new`. */
const steps = () =>
  double.received
    .filter((text) => /^(create materialized|create table "ev|alter)/.test(text))
    .map((text) => text.split('\n')[0]?.replace(/__[0-9a-f]{16}/g, '__new'));

describe('a table over a topic that is made anew on RisingWave (double)', () => {
  it('is filled before anything is built over it or reads from it', async () => {
    const seen: Progress[] = [];
    let read = 0;
    await applySchema(db, schemaOf('second'), {
      ...options,
      onProgress: async (progress) => {
        if (progress.object !== 'events' || progress.backfill === undefined) return;
        seen.push(progress);
        expect(steps()).toEqual(['create table "events__new" (']);
        const name = /create table "(events__\w+)"/.exec(double.received.join('\n'))?.[1];
        // The topic holds two rows more by now than the old table.
        await double.pglite.exec(
          `insert into ${name} select i, i from generate_series(${read + 1}, ${read + 3}) i`,
        );
        read += 3;
      },
    });
    expect(seen).toEqual([
      { object: 'events', action: 'build', backfill: '0.00%' },
      { object: 'events', action: 'build', backfill: '75.00%' },
    ]);
    expect(steps()).toEqual([
      'create table "events__new" (',
      'create materialized view "ids__new" as',
      'alter table "events" swap with "events__new"',
      'alter materialized view "ids" swap with "ids__new"',
    ]);
    expect((await planSchema(db, schemaOf('second'), options)).empty).toBe(true);
  });

  it('takes its place with fewer rows when no more come', async () => {
    await applySchema(db, schemaOf('second'), { ...options, topicTimeout: 0 });
    expect((await double.pglite.query('select * from events')).rows).toEqual([]);
    expect((await planSchema(db, schemaOf('second'), options)).empty).toBe(true);
  });

  it('is announced for what it is', async () => {
    const { changes } = await planSchema(db, schemaOf('second'), options);
    expect(changes.flatMap(({ destructive }) => destructive)).toEqual([
      "events: made anew; reads topic events again before it takes the old one's place, rows the topic does not hold any more are lost",
    ]);
  });
});
