import type { QueryCreator, Selectable } from 'kysely';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { DefinitionError, LiteralError } from '../errors.js';
import { approxCountDistinct, asOfNow, within } from '../functions/functions.js';
import { hop, tumble } from '../functions/windows.js';
import { bigint, timestamp, timestamptz, varchar } from './column.js';
import type { Interval } from './interval.js';
import { kafkaSource, kafkaTable } from './kafka.js';
import { secret } from './secret.js';
import { sink } from './sink/sink.js';
import { table } from './table.js';
import { materializedView } from './view.js';

/** A row as a query reads it; there is none at run time. */
function rowOf<R extends { readonly $row: unknown }>(relation: R): Selectable<R['$row']> {
  return relation.$row as Selectable<R['$row']>;
}

const events = kafkaSource('events', {
  columns: {
    id: bigint().notNull(),
    at: timestamptz().notNull(),
    opened: timestamp(),
    n: bigint(),
  },
  topic: 'events',
  watermark: { column: 'at', delay: '5 seconds' },
  include: {
    record_key: 'key',
    record_offset: 'offset',
    record_time: 'timestamp',
    trace: { header: 't' },
  },
});
const renamed = kafkaSource('events', {
  columns: { id: bigint().notNull(), happened: timestamptz().notNull() },
  topic: 'events',
});
const password = secret('pg_password');

// Checked by the compiler (target `typecheck`); what has no `expect` only has to load.
describe('types of windows and other functions', () => {
  it('give a row the window it falls into, in the type of its time', () => {
    const tumbled = materializedView('tumbled', [events], (db) =>
      db
        .selectFrom(tumble(events, 'at', '1 minute').as('w'))
        .select((eb) => [
          'w.id',
          'w.window_start',
          'w.window_end',
          approxCountDistinct(eb.ref('w.n')).as('n'),
        ]),
    );
    expectTypeOf(rowOf(tumbled)).toEqualTypeOf<{
      id: number;
      window_start: Date;
      window_end: Date;
      n: number;
    }>();
    // Civil time in, civil time out; a row without a time has no window.
    const civil = materializedView('civil', [events], (db) =>
      db.selectFrom(tumble(events, 'opened', '1 day').as('w')).select('w.window_start'),
    );
    expectTypeOf(rowOf(civil)).toEqualTypeOf<{ window_start: string | null }>();
    const sliding = materializedView('sliding', [events], (db) =>
      db
        .selectFrom(hop(events, 'opened', '1 minute', '5 minutes').as('w'))
        .select('w.window_start'),
    );
    expectTypeOf(rowOf(sliding)).toEqualTypeOf<{ window_start: string }>();
  });

  it('make a renamed column an error, through every helper', () => {
    // @ts-expect-error `at` is not a column of events any more.
    tumble(renamed, 'at', '1 minute');
    // @ts-expect-error nor can a window slide over it,
    hop(renamed, 'at', '1 minute', '5 minutes');
    materializedView('v', [renamed], (db) =>
      db
        .selectFrom('events')
        .select('id')
        // @ts-expect-error or its age be asked.
        .where((eb) => within(eb.ref('at'), '1 day')),
    );
    materializedView('v', [renamed], (db) =>
      db
        .selectFrom(tumble(renamed, 'happened', '1 minute').as('w'))
        // @ts-expect-error The window keeps the names of the relation.
        .select('w.at'),
    );
  });

  it('take instants, times and lengths of time for what they are', () => {
    // @ts-expect-error a number is no time.
    tumble(events, 'n', '1 minute');
    materializedView('v', [events], (db) =>
      db
        .selectFrom('events')
        .select('id')
        // @ts-expect-error a civil time cannot be compared with now().
        .where((eb) => within(eb.ref('opened'), '1 day')),
    );
    // @ts-expect-error months differ in length.
    expect(() => tumble(events, 'at', '1 month')).toThrow(LiteralError);
    expect(() => hop(events, 'at', '2 minutes', '5 minutes')).toThrow(LiteralError);
    expect(() => tumble(events, 'at', "1 day' or '1'='1" as Interval)).toThrow(LiteralError);
    expect(() => tumble(events, 'at', '0.5 days')).toThrow(LiteralError);
  });

  it('carry the columns of a temporal join', () => {
    const names = table('names', {
      columns: { id: bigint().notNull(), label: varchar() },
      primaryKey: ['id'],
    });
    const joined = materializedView('joined', [events, names], (db) =>
      db
        .selectFrom('events as e')
        .leftJoin(asOfNow(names).as('n'), 'n.id', 'e.id')
        .select(['e.id', 'n.label', 'e.trace']),
    );
    expectTypeOf(rowOf(joined)).toEqualTypeOf<{
      id: number;
      label: string | null;
      trace: string | null;
    }>();
    expect(() =>
      materializedView('joined', [events], (db) =>
        db
          .selectFrom('events as e')
          .leftJoin(asOfNow(names).as('n'), 'n.id', 'e.id')
          .select('n.label'),
      ),
    ).toThrow(new DefinitionError('joined', 'it reads from "names", which it does not name.'));
  });
});

describe('types of sources and tables', () => {
  it('hold the included parts of the record', () => {
    expectTypeOf(rowOf(events)).toEqualTypeOf<{
      id: number;
      at: Date;
      opened: string | null;
      n: number | null;
      record_key: Uint8Array | null;
      record_offset: string | null;
      record_time: Date | null;
      trace: string | null;
    }>();
    expect(() =>
      kafkaTable('t', { columns: { key: varchar() }, topic: 't', include: { key: 'key' } }),
    ).toThrow(DefinitionError);
    // @ts-expect-error no such part.
    kafkaTable('t', { columns: { id: bigint() }, topic: 't', include: { x: 'checksum' } });
  });

  it('allow a watermark where rows are only added, on a time', () => {
    const columns = { id: bigint().notNull(), at: timestamptz() };
    // @ts-expect-error a topic is needed.
    kafkaSource('s', { columns });
    // @ts-expect-error a source has no key.
    kafkaSource('s', { columns, topic: 't', primaryKey: ['id'] });
    // @ts-expect-error the table has to be append-only.
    table('t', { columns, watermark: { column: 'at', delay: '1 minute' } });
    // @ts-expect-error an append-only table does not overwrite.
    table('t', { columns, appendOnly: true, primaryKey: ['id'], onConflict: 'overwrite' });
    const other = { column: 'x', delay: '1 minute' } as const;
    // @ts-expect-error no such column.
    expect(() => table('t', { columns, appendOnly: true, watermark: other })).toThrow('"x"');
    expect(() =>
      table('t', { columns, appendOnly: true, watermark: { column: 'id', delay: '1 minute' } }),
    ).toThrow('has to be a timestamp or timestamptz column');
  });
});

describe('types of sinks', () => {
  const rows = table('rows', {
    columns: { id: bigint().notNull(), a: varchar() },
    primaryKey: ['id'],
  });
  const server = { host: 'h', port: 5432, user: 'u', database: 'd', table: 't' };

  it('demand what a connector needs', () => {
    sink('s', rows, { connector: 'kafka', topic: 't', format: 'plain' });
    // @ts-expect-error no topic.
    sink('s', rows, { connector: 'kafka', format: 'plain' });
    // @ts-expect-error upsert needs a key.
    sink('s', rows, { connector: 'kafka', topic: 't', format: 'upsert' });
    // @ts-expect-error an empty key is none.
    sink('s', rows, { connector: 'kafka', topic: 't', format: 'debezium', primaryKey: [] });
    // @ts-expect-error no password.
    sink('s', rows, { connector: 'postgres', ...server, mode: 'append-only' });
    // @ts-expect-error a password in the definition would be in plans and the ledger.
    sink('s', rows, { connector: 'postgres', ...server, password: 'x', mode: 'append-only' });
    // @ts-expect-error upsert needs a key.
    sink('s', rows, { connector: 'postgres', ...server, password, mode: 'upsert' });
    const lake = { connector: 'iceberg', database: 'd', table: 't', mode: 'append-only' } as const;
    // @ts-expect-error only a storage catalog goes without a name.
    sink('s', rows, { ...lake, catalog: { type: 'glue', warehouse: 's3://x' } });
    const plain = { connector: 'kafka', topic: 't', format: 'plain' } as const;
    // @ts-expect-error no such codec.
    sink('s', rows, { ...plain, producer: { 'compression.codec': 'rar' } });
  });

  it('know the columns that are sent', () => {
    // @ts-expect-error b is not a column of rows.
    sink('s', rows, { connector: 'kafka', topic: 't', format: 'upsert', primaryKey: ['b'] });
    const upsert = { connector: 'kafka', topic: 't', format: 'upsert' } as const;
    const aliased = (db: QueryCreator<{ rows: { id: number; a: string | null } }>) =>
      db.selectFrom('rows').select(['id', 'a as b']);
    sink('s', [rows], aliased, { ...upsert, primaryKey: ['b'] });
    // @ts-expect-error the query names it b.
    sink('s', [rows], aliased, { ...upsert, primaryKey: ['a'] });
  });

  it('refuse what would show a password or be read otherwise', () => {
    const jdbc = { connector: 'jdbc', table: 't', mode: 'append-only' } as const;
    for (const url of ['jdbc:postgresql://h/d?user=u&password=p', 'jdbc:mysql://u:p@h/d']) {
      expect(() => sink('s', rows, { ...jdbc, url })).toThrow('has to be a secret');
    }
    expect(
      sink('s', rows, { ...jdbc, url: secret('url') }).dependsOn.map(({ name }) => name),
    ).toEqual(['rows', 'url']);
    const odd = table('odd', { columns: { 'a,b': varchar() } });
    expect(() =>
      sink('s', odd, { connector: 'kafka', topic: 't', format: 'upsert', primaryKey: ['a,b'] }),
    ).toThrow(DefinitionError);
    expect(() =>
      sink('s', rows, {
        connector: 'kafka',
        topic: 't',
        format: 'upsert',
        primaryKey: ['id', 'a'],
        keyEncode: 'text',
      }),
    ).toThrow('a primary key of one column');
  });
});
