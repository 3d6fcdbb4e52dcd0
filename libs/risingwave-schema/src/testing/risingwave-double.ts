import type { PGlite, Results } from '@electric-sql/pglite';
import type pg from 'pg';
import { createPglite } from './pglite.js';

/**
 * RisingWave's side of the conversation, played by PGlite. It stands in for what PostgreSQL lacks:
 * SWAP, FLUSH, WAIT, background DDL, RisingWave's catalogs, connector clauses, tables that replace a row
 * with the same key.
 *
 * What it proves: the order of the engine's statements and that each can be the last one before a
 * crash. Like RisingWave, it has no transaction around them, refuses to drop what is read from, and lets
 * dependents follow the object through a swap. What it does not prove: that RisingWave accepts the
 * statements (its own parser was asked), nor that views are kept up to date.
 */
export interface RisingwaveDouble {
  readonly pool: pg.Pool;
  readonly pglite: PGlite;
  /** Statements received, in order. */
  readonly received: string[];
  /** Names of objects still taking in data, and how often they will say so. */
  readonly backfills: Map<string, number>;
  /** Back to an empty database. */
  reset(): Promise<void>;
}

const CATALOGS = `
create schema rw_catalog;
-- What PostgreSQL has no kind for: sources are tables here, sinks are views.
create table rw_catalog.double_kinds (id int primary key, kind text);
-- Kafka tables, whose connector RisingWave lists as a source of the same name.
create table rw_catalog.double_connectors (id int primary key);
create view rw_catalog.rw_schemas as select oid::int as id, nspname as name from pg_namespace;
create view rw_catalog.rw_sources as
  select 1000000000 + id as id, id as associated_table_id from rw_catalog.double_connectors
  union all select id, null from rw_catalog.double_kinds where kind = 'source';
create view rw_catalog.rw_relations as
  select oid::int as id, relname::text as name, relnamespace::int as schema_id,
    coalesce(kind, case relkind when 'v' then 'view' when 'm' then 'materialized view'
      when 'i' then 'index' else 'table' end) as relation_type
  from pg_class left join rw_catalog.double_kinds k on k.id = oid::int
  where relkind in ('r', 'v', 'm', 'i')
  union all select s.id, relname::text, relnamespace::int, 'source'
  from rw_catalog.rw_sources s join pg_class on oid::int = s.associated_table_id;
create view rw_catalog.rw_columns as
  select attrelid::int as relation_id, attname::text as name, attnum::int as position,
    format_type(atttypid, atttypmod) as data_type, false as is_hidden,
    -- RisingWave gives a materialized view a key, too; here it is the first column.
    coalesce(attnum = any(indkey), relkind = 'm' and attnum = 1) as is_primary_key
  from pg_attribute join pg_class c on c.oid = attrelid
    left join pg_index on indrelid = attrelid and indisprimary
  where attnum > 0;
create table rw_catalog.rw_secrets (id serial, name varchar);
`;

export async function risingwaveDouble(): Promise<RisingwaveDouble> {
  const pglite = await createPglite();
  await pglite.exec(CATALOGS);
  const received: string[] = [];
  const backfills = new Map<string, number>();

  const answer = async (text: string, values: readonly unknown[]): Promise<Partial<Results>> => {
    received.push(text);
    if (/^(flush|wait|set background_ddl = true)$/.test(text)) return { rows: [] };
    if (text.includes('version()')) {
      return { rows: [{ version: 'PostgreSQL 13.14.0-RisingWave-3.0.3 (double)' }] };
    }
    const job = /rw_ddl_progress where position\('(.+)' in/.exec(text);
    if (job) return { rows: progressOf(job[1] ?? '') };
    const swap = /^alter ([a-z ]+) ("[^"]+") swap with ("[^"]+")$/.exec(text);
    if (swap) {
      const [, given, a, b] = swap;
      const kind = given === 'source' ? 'table' : given;
      await pglite.exec(
        `begin; alter ${kind} ${a} rename to "__swap"; alter ${kind} ${b} rename to ${a}; alter ${kind} "__swap" rename to ${b}; commit`,
      );
      return { rows: [] };
    }
    const secret = /^create secret "([^"]+)"/.exec(text);
    if (secret) {
      return pglite.query('insert into rw_catalog.rw_secrets (name) values ($1)', [secret[1]]);
    }
    if (text.startsWith('alter secret ')) return { rows: [] };
    const unsecret = /^drop secret if exists "([^"]+)"$/.exec(text);
    if (unsecret) {
      return pglite.query('delete from rw_catalog.rw_secrets where name = $1', [unsecret[1]]);
    }
    const result: Results = await pglite.query(inPostgres(overwriting(text)), [...values]);
    await remember(text);
    return result;
  };

  /** Notes what PostgreSQL does not know of an object. */
  async function remember(text: string): Promise<void> {
    const created = /^create (source|sink|table) ("[^"]+")/.exec(text);
    if (!created) return;
    const [, kind, name] = created;
    const id = `'${name}'::regclass::oid::int`;
    if (kind === 'table') {
      if (!text.includes("connector = 'kafka'")) return;
      await pglite.query(`insert into rw_catalog.double_connectors values (${id})`);
    } else {
      await pglite.query(`insert into rw_catalog.double_kinds values (${id}, '${kind}')`);
    }
  }

  function progressOf(name: string): { statement: string; progress: string }[] {
    const left = backfills.get(name) ?? 0;
    if (left === 0) return [];
    backfills.set(name, left - 1);
    return [{ statement: name, progress: `${100 - left * 10}.00%` }];
  }

  const client = {
    query: async ({ text, values }: { text: string; values?: unknown[] }) => {
      const result = await answer(text, values ?? []);
      return { command: 'SELECT', rowCount: result.rows?.length ?? 0, rows: result.rows ?? [] };
    },
    release: () => undefined,
  };
  const pool = { connect: async () => client, end: () => pglite.close(), options: {} };
  const reset = async () => {
    received.length = 0;
    await pglite.exec(
      'drop schema public cascade; create schema public; truncate rw_catalog.rw_secrets, rw_catalog.double_kinds, rw_catalog.double_connectors',
    );
  };
  return { pool: pool as unknown as pg.Pool, pglite, received, backfills, reset };
}

/** RisingWave's tables replace a row with the same key. */
function overwriting(text: string): string {
  const insert = /^insert into "(schema_ledger|schema_lock)" \(([^)]*)\)/.exec(text);
  if (!insert) return text;
  const [key, ...rest] = (insert[2] ?? '').split(', ');
  const sets = rest.map((column) => `${column} = excluded.${column}`).join(', ');
  return `${text} on conflict (${key}) do update set ${sets}`;
}

/** RisingWave's statement in PostgreSQL's words: a source is a table, a sink a view that nothing is sent from. */
function inPostgres(text: string): string {
  if (text.startsWith('create sink')) {
    return text
      .replace(/^create sink ("[^"]+") from ("[^"]+") with[\s\S]*$/, 'create view $1 as table $2')
      .replace(/^create sink ("[^"]+") as\n([\s\S]*)\nwith \([\s\S]*$/, 'create view $1 as $2');
  }
  if (!/^create (table|source) /.test(text)) {
    return text.replace(/^drop sink /, 'drop view ').replace(/^drop source /, 'drop table ');
  }
  const [head = '', clauses = ''] = text.split(/\n\)(?= |$)/);
  const included = [...clauses.matchAll(/include \w+(?: '[^']*' \w+)? as ("[^"]+")/g)];
  const columns = head
    .replace(/^create source/, 'create table')
    .replace(/,\n {2}watermark for .*$/, '')
    .replace(/ as proctime\(\)/g, ' default now()');
  const more = included.map(([, name]) => `,\n  ${name} varchar`).join('');
  return clauses === '' && !head.includes('\n') ? text : `${columns}${more}\n)`;
}
