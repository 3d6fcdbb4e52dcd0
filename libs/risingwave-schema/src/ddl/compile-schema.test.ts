import { describe, expect, it } from 'vitest';
import { bigint, timestamptz, varchar } from '../definition/column.js';
import { index } from '../definition/index-definition.js';
import { kafkaSource, kafkaTable } from '../definition/kafka.js';
import { defineSchema } from '../definition/schema.js';
import { sink } from '../definition/sink/sink.js';
import { table } from '../definition/table.js';
import { materializedView, view } from '../definition/view.js';
import { DefinitionError, MissingOptionError } from '../errors.js';
import { pipelineSchema } from '../pipeline/pipeline-schema.js';
import { compileSchema } from './compile-schema.js';
import { leftOut } from './left-out.js';
import type { CompileOptions } from './options.js';

const kafka = { brokers: 'kafka:9092' };
const text = (target: 'risingwave' | 'postgres', options: CompileOptions = {}) =>
  compileSchema(pipelineSchema, target, options)
    .map(({ display }) => `${display};\n`)
    .join('\n');

describe('compileSchema', () => {
  it('writes the pipeline for RisingWave', async () => {
    await expect(text('risingwave', { kafka })).toMatchFileSnapshot('snapshots/risingwave.sql');
  });

  it('writes the pipeline for PostgreSQL', async () => {
    await expect(text('postgres')).toMatchFileSnapshot('snapshots/postgres.sql');
  });

  it('keeps the Kafka password in one statement and out of everything that is shown', () => {
    const password = "pa'ss\\word";
    const statements = compileSchema(pipelineSchema, 'risingwave', {
      kafka: {
        ...kafka,
        securityProtocol: 'sasl_ssl',
        sasl: { mechanism: 'scram-sha-256', username: 'u', password },
      },
    });
    const holding = statements.filter(({ sql }) => sql.includes("pa''ss\\word"));
    expect(holding.map(({ object }) => object)).toEqual(['kafka_sasl_password']);
    expect(JSON.stringify(statements.map(({ display }) => display))).not.toContain('ss\\\\word');
    expect(statements.at(1)?.sql).toContain(
      'properties.sasl.password = secret "kafka_sasl_password"',
    );
  });

  it('says which option is missing', () => {
    expect(() => compileSchema(pipelineSchema, 'risingwave')).toThrow(MissingOptionError);
  });

  it('writes every option of a connector table', () => {
    const events = kafkaTable('events', {
      columns: { id: bigint().notNull(), at: timestamptz(), note: varchar().default("''") },
      primaryKey: ['id'],
      onConflict: 'update if not null',
      versionColumn: 'at',
      topic: "it's",
      startup: { timestampMillis: 1_700_000_000_000 },
      timestamptz: 'milli',
      include: { record_key: 'key', record_offset: 'offset' },
    });
    const [statement] = compileSchema(defineSchema([events]), 'risingwave', {
      kafka: { ...kafka, properties: { 'ssl.ca.location': '/ca.pem' } },
    });
    expect(statement?.sql).toMatchInlineSnapshot(`
      "create table "events" (
        "id" bigint,
        "at" timestamptz,
        "note" varchar default '',
        primary key ("id")
      ) on conflict do update if not null with version column ("at") include key as "record_key" include offset as "record_offset" with (
        connector = 'kafka',
        topic = 'it''s',
        properties.bootstrap.server = 'kafka:9092',
        properties.ssl.ca.location = '/ca.pem',
        scan.startup.mode = 'timestamp',
        scan.startup.timestamp.millis = '1700000000000'
      ) format plain encode json (timestamptz.handling.mode = 'milli')"
    `);
  });

  it('inlines hostile values as plain text', () => {
    const items = table('items', { columns: { name: varchar() } });
    const hostile = `x'); drop table items; --\\' \n $1`;
    const found = materializedView('found', [items], (db) =>
      db.selectFrom('items').select('name').where('name', '=', hostile),
    );
    const sql = compileSchema(defineSchema([items, found]), 'postgres').at(1)?.sql;
    expect(sql).toBe(
      `create view "found" as\nselect\n  "name"\nfrom "items"\nwhere "name" = 'x''); drop table items; --\\'' \n $1'`,
    );
  });

  it.each(["x = 'y', evil", 'a b', ''])('refuses %j as the name of a property', (property) => {
    const options = { kafka: { ...kafka, properties: { [property]: 'z' } } };
    const events = kafkaTable('events', { columns: { id: bigint() }, topic: 't' });
    const items = table('items', { columns: { id: bigint() }, primaryKey: ['id'] });
    const sent = sink('sent', items, { connector: 'kafka', topic: 's', format: 'plain' });
    for (const schema of [defineSchema([events]), defineSchema([items, sent])]) {
      expect(() => compileSchema(schema, 'risingwave', options)).toThrow(DefinitionError);
    }
  });

  it('indexes what keeps rows on a target, and says what it leaves out', () => {
    const items = table('items', { columns: { id: bigint() } });
    const topic = kafkaSource('topic', { columns: { id: bigint() }, topic: 't' });
    const stored = materializedView('stored', [items], (db) => db.selectFrom('items').select('id'));
    const shown = view('shown', [items], (db) => db.selectFrom('items').select('id'));
    const schema = defineSchema([
      items,
      topic,
      stored,
      index('i', items, { columns: ['id'] }),
      index('t', topic, { columns: ['id'] }),
      index('s', stored, { columns: ['id'] }),
    ]);
    const made = (target: 'risingwave' | 'postgres') =>
      compileSchema(schema, target, { kafka }).flatMap(({ sql }) =>
        sql.startsWith('create index') ? [sql] : [],
      );
    expect(made('risingwave')).toEqual([
      'create index "i" on "items" ("id")',
      'create index "s" on "stored" ("id")',
    ]);
    expect(made('postgres')).toEqual([
      'create index "i" on "items" ("id")',
      'create index "t" on "topic" ("id")',
    ]);
    expect([...leftOut(schema, 'risingwave'), ...leftOut(schema, 'postgres')]).toEqual([
      { object: 't', kind: 'index', reason: 'a source keeps no rows' },
      {
        object: 's',
        kind: 'index',
        reason: 'PostgreSQL computes the view on read; index the tables it reads from',
      },
    ]);
    expect(() => index('v', shown, { columns: ['id'] })).toThrow(DefinitionError);
  });

  it('refuses two definitions of one name and a view over a stranger', () => {
    const a = table('a', { columns: { x: varchar() } });
    const v = materializedView('v', [a], (db) => db.selectFrom('a').select('x'));
    expect(() => defineSchema([a, table('a', { columns: {} })])).toThrow(DefinitionError);
    expect(() => defineSchema([v])).toThrow('reads from "a", which is not part of the schema');
  });
});
