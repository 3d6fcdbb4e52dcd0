import { quoteText } from '../../sql/quote.js';
import type { Session } from './session.js';

/** A digest of a view's or index's text as PostgreSQL keeps it, to notice later that someone replaced it. */
export async function readDefinitionDigest(
  session: Session,
  name: string,
): Promise<string | undefined> {
  const [row] = await session.rows<{ digest: string }>(
    `select md5(case c.relkind when 'i' then pg_get_indexdef(c.oid) else pg_get_viewdef(c.oid) end) as digest from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and c.relname = ${quoteText(name)}`,
  );
  return row?.digest;
}
