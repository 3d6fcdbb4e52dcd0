import {
  sql,
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  type TableMetadata,
} from 'kysely';

interface CatalogColumn {
  readonly schema: string;
  readonly relation: string;
  readonly relation_type: string;
  readonly column: string;
  readonly data_type: string;
  readonly is_primary_key: boolean;
}

/** Kinds of relations a query can read from. */
const VIEW_TYPES = new Set(['view', 'materialized view']);

/**
 * Reads RisingWave's own catalogs: pg_catalog shows structs as `???`, and PostgreSQL's introspection
 * query asks for functions RisingWave lacks.
 */
export class RisingwaveIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<{ name: string }>`
      select name from rw_catalog.rw_schemas order by name`.execute(this.#db);
    return rows.map(({ name }) => ({ name }));
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<CatalogColumn>`
      select s.name as schema, r.name as relation, r.relation_type, c.name as column, c.data_type,
        c.is_primary_key
      from rw_catalog.rw_columns c
        join rw_catalog.rw_relations r on r.id = c.relation_id
        join rw_catalog.rw_schemas s on s.id = r.schema_id
      where not c.is_hidden
        and r.relation_type in ('table', 'source', 'view', 'materialized view')
        -- RisingWave 2.2 lists the connector of a table once more, as a source of the same name.
        and r.id not in (select id from rw_catalog.rw_sources where associated_table_id is not null)
        and s.name not in ('pg_catalog', 'information_schema', 'rw_catalog')
      order by s.name, r.name, c.position`.execute(this.#db);
    const tables = new Map<string, TableMetadata>();
    for (const row of rows) {
      const key = JSON.stringify([row.schema, row.relation]);
      const table = tables.get(key) ?? {
        name: row.relation,
        schema: row.schema,
        isView: VIEW_TYPES.has(row.relation_type),
        columns: [],
      };
      table.columns.push({
        name: row.column,
        dataType: row.data_type,
        // The key RisingWave works out for a view may hold NULL.
        isNullable: !(row.is_primary_key && row.relation_type === 'table'),
        hasDefaultValue: false,
        isAutoIncrementing: false,
      });
      tables.set(key, table);
    }
    return [...tables.values()];
  }

  async getMetadata(_options?: DatabaseMetadataOptions): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() };
  }
}
