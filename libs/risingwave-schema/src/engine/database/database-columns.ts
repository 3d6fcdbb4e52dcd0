import type { Target } from '../../target.js';
import { ASSOCIATED_SOURCES } from './catalog.js';
import type { Session } from './session.js';

/** A column as the database describes it. */
export interface DatabaseColumn {
  readonly relation: string;
  readonly name: string;
  /** The SQL standard's name of the type, e.g. `character varying`. */
  readonly type: string;
  readonly notNull: boolean;
  /** Place in the table's primary key, from 1; RisingWave tells no order and has 1 for all. */
  readonly keyPosition: number | null;
  /** The default as PostgreSQL words it; RisingWave's catalog has none. */
  readonly default: string | null;
}

const POSTGRES = `
select c.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
  a.attnotnull as "notNull", array_position(i.indkey::int2[], a.attnum) + 1 as "keyPosition",
  pg_get_expr(d.adbin, d.adrelid) as "default"
from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
  left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm')
  and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum`;

// A view's key is one RisingWave works out for itself, e.g. what it is grouped by, which may be NULL.
const RISINGWAVE = `
select r.name as relation, c.name, c.data_type as type,
  (c.is_primary_key and r.relation_type = 'table') as "notNull",
  case when c.is_primary_key and r.relation_type = 'table' then 1 end as "keyPosition",
  cast(null as varchar) as "default"
from rw_catalog.rw_columns c
  join rw_catalog.rw_relations r on r.id = c.relation_id
  join rw_catalog.rw_schemas s on s.id = r.schema_id
where s.name = current_schema() and not c.is_hidden
  and r.relation_type in ('table', 'source', 'view', 'materialized view')
  and r.id not in (${ASSOCIATED_SOURCES})
order by r.name, c.position`;

/** Columns of all relations of the current schema, in order. */
export async function readDatabaseColumns(
  session: Session,
  target: Target,
): Promise<ReadonlyMap<string, readonly DatabaseColumn[]>> {
  const relations = new Map<string, DatabaseColumn[]>();
  const rows = await session.rows<DatabaseColumn>(target === 'postgres' ? POSTGRES : RISINGWAVE);
  for (const column of rows) {
    const columns = relations.get(column.relation) ?? [];
    columns.push(column);
    relations.set(column.relation, columns);
  }
  return relations;
}
