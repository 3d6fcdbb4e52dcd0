import type { DefinitionKind } from '../../definition/definition.js';
import type { Target } from '../../target.js';
import type { Session } from './session.js';

/** An object found in the database. */
export interface CatalogObject {
  readonly name: string;
  readonly kind: DefinitionKind;
  /** Identity that survives renaming and swapping. */
  readonly id: string;
}

/** What is in the current schema of the database, by name. */
export type Catalog = ReadonlyMap<string, CatalogObject>;

const POSTGRES = `
select c.relname as name, c.oid::text as id,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'i' then 'index'
    else 'table' end as kind
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'i')`;

/** The connector half of a Kafka table, which the catalog lists once more under the table's name. */
export const ASSOCIATED_SOURCES =
  'select id from rw_catalog.rw_sources where associated_table_id is not null';

const RISINGWAVE = `
select r.name, cast(r.id as varchar) as id, r.relation_type as kind
from rw_catalog.rw_relations r join rw_catalog.rw_schemas s on s.id = r.schema_id
where s.name = current_schema()
  and r.relation_type in ('table', 'source', 'sink', 'index', 'view', 'materialized view')
  and r.id not in (${ASSOCIATED_SOURCES})`;

// Secrets carry no schema in RisingWave 2.2's catalog.
const RISINGWAVE_SECRETS = `
select name, cast(id as varchar) as id, 'secret' as kind from rw_catalog.rw_secrets`;

/** Reads the objects of the current schema. Names of secrets and relations do not collide in a schema of this library. */
export async function readCatalog(session: Session, target: Target): Promise<Catalog> {
  const texts = target === 'postgres' ? [POSTGRES] : [RISINGWAVE, RISINGWAVE_SECRETS];
  const catalog = new Map<string, CatalogObject>();
  for (const text of texts) {
    for (const object of await session.rows<CatalogObject>(text)) {
      catalog.set(object.name, { ...object, kind: object.kind.toLowerCase() as DefinitionKind });
    }
  }
  return catalog;
}
