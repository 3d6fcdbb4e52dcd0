import { Kysely, PostgresDialect, sql, type CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentifierError, UnsupportedFeatureError } from '../errors.js';
import { risingwaveDouble, type RisingwaveDouble } from '../testing/risingwave-double.js';
import { flush } from '../database/flush.js';
import { timestamptz } from '../definition/column.js';
import { kafkaSource } from '../definition/kafka.js';
import { approxCountDistinct } from '../functions/functions.js';
import { tumble } from '../functions/windows.js';
import { RisingwaveDialect } from './risingwave-dialect.js';
import { typedPool } from '../database/typed-pool.js';

let double: RisingwaveDouble;
let db: Kysely<{ t: { id: number; name: string } }>;

beforeAll(async () => {
  double = await risingwaveDouble();
  db = new Kysely({ dialect: new RisingwaveDialect({ pool: typedPool(double.pool) }) });
  await double.pglite.exec('create table t (id int primary key, name varchar)');
});
afterAll(() => db.destroy());

describe('RisingwaveDialect', () => {
  it.each<[string, () => CompiledQuery]>([
    [
      'ON CONFLICT',
      () =>
        db
          .insertInto('t')
          .values({ id: 1, name: 'a' })
          .onConflict((conflict) => conflict.doNothing())
          .compile(),
    ],
    ['row locks', () => db.selectFrom('t').selectAll().forUpdate().compile()],
    ['SERIAL', () => db.schema.createTable('x').addColumn('id', 'serial').compile()],
    ['varchar(10)', () => db.schema.createTable('x').addColumn('n', 'varchar(10)').compile()],
    ['numeric(5, 2)', () => db.schema.createTable('x').addColumn('n', 'numeric(5, 2)').compile()],
  ])('refuses %s before the server sees it', (_, compile) => {
    expect(compile).toThrow(UnsupportedFeatureError);
  });

  it('refuses a transaction that would not be one, and allows one that reads', async () => {
    const writing = db.transaction().execute((trx) => trx.deleteFrom('t').execute());
    await expect(writing).rejects.toThrow(UnsupportedFeatureError);
    double.received.length = 0;
    await db
      .transaction()
      .setAccessMode('read only')
      .execute((trx) => sql`select 1`.execute(trx));
    expect(double.received).toEqual(['start transaction read only', 'select 1', 'commit']);
  });

  it('refuses a name that RisingWave would end at its quote', () => {
    const named = 'n" from t; drop table t; --';
    expect(() => db.selectFrom('t').select(`name as ${named}`).compile()).toThrow(IdentifierError);
  });

  it('writes numbers of rows out, which RisingWave takes as no parameters', () => {
    const page = db.selectFrom('t').select('name').where('id', '>', 1).limit(10).offset(20n);
    expect(page.compile()).toMatchObject({
      sql: 'select "name" from "t" where "id" > $1 limit 10 offset 20',
      parameters: [1],
    });
  });

  it('writes the functions of this library without a plugin', () => {
    const clicks = kafkaSource('t', { columns: { at: timestamptz() }, topic: 't' });
    const query = db
      .selectFrom(tumble(clicks, 'at', '1 minute').as('w'))
      .select((eb) => approxCountDistinct(eb.ref('w.at')).as('n'));
    expect(query.compile().sql).toBe(
      `select approx_count_distinct("w"."at") as "n" from tumble("t", "at", interval '1 minute') as "w"`,
    );
  });

  it('flushes on RisingWave, and where a write shows at once does nothing', async () => {
    double.received.length = 0;
    await flush(db);
    expect(double.received).toEqual(['flush']);
    const postgres = new Kysely({ dialect: new PostgresDialect({ pool: typedPool(double.pool) }) });
    await flush(postgres);
    expect(double.received).toEqual(['flush']);
  });

  it('compiles ordinary queries as PostgreSQL does', () => {
    const query = db.selectFrom('t').select('name').where('id', '=', 1).compile();
    expect(query.sql).toBe('select "name" from "t" where "id" = $1');
  });
});
