import type { PGlite } from '@electric-sql/pglite';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MissingOptionError } from '../errors.js';
import { featureSchema } from '../testing/feature-schema.js';
import { createPglite } from '../testing/pglite.js';
import { compileSchema } from './compile-schema.js';
import { leftOut } from './left-out.js';

const kafka = {
  brokers: 'kafka:9092',
  securityProtocol: 'sasl_ssl',
  sasl: { mechanism: 'scram-sha-512', username: 'rw', password: 'kafka-hunter2' },
} as const;
const text = (target: 'risingwave' | 'postgres') =>
  compileSchema(featureSchema, target, { kafka })
    .map(({ display }) => `${display};\n`)
    .join('\n');

describe('everything that can be defined', () => {
  it('compiles for RisingWave', async () => {
    await expect(text('risingwave')).toMatchFileSnapshot('snapshots/features-risingwave.sql');
  });

  it('compiles for PostgreSQL', async () => {
    await expect(text('postgres')).toMatchFileSnapshot('snapshots/features-postgres.sql');
  });

  it('says what PostgreSQL does without', () => {
    expect(
      leftOut(featureSchema, 'postgres').map(({ object, kind }) => `${kind} ${object}`),
    ).toEqual(
      [
        'secret warehouse_password',
        'secret lake_key',
        'secret lake_secret',
        'watermark clicks',
        'watermark readings',
        'watermark log',
        'emit on window close readings_final',
        'sink minutes_to_kafka',
        'sink titles_to_kafka',
        'sink changes_to_kafka',
        'sink hidden_to_kafka',
        'sink minutes_to_postgres',
        'sink readings_to_jdbc',
        'sink readings_to_lake',
        'sink pages_to_lake',
      ].sort((a, b) => order(a) - order(b)),
    );
    expect(leftOut(featureSchema, 'risingwave')).toEqual([]);
  });

  /** Definitions come in dependency order. */
  function order(line: string): number {
    const name = line.split(' ').at(-1);
    return featureSchema.definitions.findIndex((definition) => definition.name === name);
  }
});

describe('secrets', () => {
  it('take their values from the options or the environment, when the statement is run', () => {
    const options = {
      kafka,
      secrets: { lake_key: "k'1", lake_secret: 'k2' },
      environment: { WAREHOUSE_PASSWORD: 'from the environment', lake_key: 'not this one' },
    };
    const sql = new Map(
      compileSchema(featureSchema, 'risingwave', options).map((one) => [one.object, one.sql]),
    );
    expect(sql.get('warehouse_password')).toBe(
      `create secret "warehouse_password" with (backend = 'meta') as 'from the environment'`,
    );
    expect(sql.get('lake_key')).toContain("as 'k''1'");
    expect(sql.get('kafka_sasl_password')).toContain("as 'kafka-hunter2'");
  });

  it('are missed when the statement is run, not when it is shown', () => {
    const statements = compileSchema(featureSchema, 'risingwave', {
      kafka,
      environment: { WAREHOUSE_PASSWORD: '' },
    });
    const missed = statements.filter(({ display }) => display.includes('create secret'));
    expect(missed.map(({ display }) => display.endsWith("as '***'"))).toEqual(Array(4).fill(true));
    expect(() => missed.find(({ object }) => object === 'warehouse_password')?.sql).toThrow(
      MissingOptionError,
    );
    expect(() => missed.find(({ object }) => object === 'lake_key')?.sql).toThrow(
      'secrets.lake_key',
    );
  });

  it('do not come out when statements are printed, copied or serialized', () => {
    const statements = compileSchema(featureSchema, 'risingwave', {
      kafka,
      secrets: { lake_key: 'hunter2', lake_secret: 'hunter2', warehouse_password: 'hunter2' },
    });
    const copies = statements.map((one) => ({ ...one }));
    expect(JSON.stringify(statements) + inspect(statements) + inspect(copies)).not.toContain(
      'hunter2',
    );
    expect(statements.filter(({ sql }) => sql.includes('hunter2'))).toHaveLength(4);
  });
});

describe('the PostgreSQL half, run', () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await createPglite();
    await db.exec("set timezone = 'America/New_York'");
    for (const { sql } of compileSchema(featureSchema, 'postgres')) await db.exec(sql);
  });
  afterAll(() => db.close());

  const rows = async (sql: string) => (await db.query(sql)).rows;

  it('puts rows into windows as RisingWave counts them', async () => {
    await db.exec(`
      insert into clicks (id, page, visitor, at, record_offset, trace) values
        (1, 'a', 'v1', '2025-05-12 09:53:29.5+00', '7', 't'), (2, 'a', 'v1', '2025-05-12 09:53:59+00', '8', null),
        (3, 'a', 'v2', '2025-05-12 09:54:00+00', '9', null), (4, 'a', 'v2', null, '10', null)`);
    expect(
      await rows(`select (window_start at time zone 'UTC')::text as start,
        (window_end at time zone 'UTC')::text as end, clicks::int, visitors::int
        from clicks_per_minute order by 1`),
    ).toEqual([
      { start: '2025-05-12 09:53:00', end: '2025-05-12 09:54:00', clicks: 2, visitors: 1 },
      { start: '2025-05-12 09:54:00', end: '2025-05-12 09:55:00', clicks: 1, visitors: 1 },
      { start: null, end: null, clicks: 1, visitors: 1 },
    ]);
  });

  it('puts a row into every window that slides over it, and one without a time into none', async () => {
    await db.exec(
      `insert into log values ('x', '2025-05-12 09:53:29'), ('y', '1969-12-31 23:59:59'), ('z', null)`,
    );
    expect(
      await rows(`select window_start::text as start, window_end::text as end, lines::int
        from log_sliding order by 1`),
    ).toEqual([
      { start: '1969-12-31 23:45:00', end: '1970-01-01 00:00:00', lines: 1 },
      { start: '1969-12-31 23:50:00', end: '1970-01-01 00:05:00', lines: 1 },
      { start: '1969-12-31 23:55:00', end: '1970-01-01 00:10:00', lines: 1 },
      { start: '2025-05-12 09:40:00', end: '2025-05-12 09:55:00', lines: 1 },
      { start: '2025-05-12 09:45:00', end: '2025-05-12 10:00:00', lines: 1 },
      { start: '2025-05-12 09:50:00', end: '2025-05-12 10:05:00', lines: 1 },
    ]);
  });

  it('filters by age and joins what is there', async () => {
    await db.exec(`
      insert into readings (id, at, room) values (1, now() - interval '23 hours', 'in'), (2, now() - interval '25 hours', 'out'), (3, null, 'out');
      insert into pages values ('a', 'Title', false, 1)`);
    expect(await rows('select room from readings_today')).toEqual([{ room: 'in' }]);
    expect(
      await rows('select id::int, title, record_offset, trace from clicks_titled where id = 1'),
    ).toEqual([{ id: 1, title: 'Title', record_offset: '7', trace: 't' }]);
    expect(await rows('select seen_at is not null as known from clicks limit 1')).toEqual([
      { known: true },
    ]);
  });
});
