import type { Client } from 'pg';

/** All there is in the schema `public`, with definitions, and the migrator's ledger without its times. */
export async function catalogDump(client: Client): Promise<unknown> {
  const objects = await client.query(`
    select c.relname as name, c.relkind::text as kind,
      case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid)
           when c.relkind = 'i' then pg_get_indexdef(c.oid) end as definition,
      (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
          a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select json_agg(pg_get_constraintdef(k.oid) order by k.conname)
        from pg_constraint k where k.conrelid = c.oid) as constraints
    from pg_class c where c.relnamespace = 'public'::regnamespace order by 1`);
  const ledger = await client.query(
    'select name, kind, state, fingerprint, definition, details from schema_ledger order by 1',
  );
  return { objects: objects.rows, ledger: ledger.rows };
}
