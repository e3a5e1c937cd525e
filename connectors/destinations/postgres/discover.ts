import { z } from 'zod';
import type { Discovered } from '../define.ts';
import type { Query } from './client.ts';

const writableSql = `
  select n.nspname as schema, c.relname as name, a.attname as "primary"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  left join pg_index i on i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 1
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
  where c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and has_schema_privilege(n.oid, 'usage')
    and (has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update'))
  order by 1, 2`;

const tableSchema = z.object({ schema: z.string(), name: z.string(), primary: z.string().nullable() });

/** The tables that the user may write. */
export async function writableTables(query: Query): Promise<Discovered[]> {
  const tables = z.array(tableSchema).parse(await query(writableSql));
  return tables.map(({ schema, name, primary }) => ({
    object: 'rows',
    options: { table: `${schema}.${name}`, ...(primary === null ? {} : { match: primary }) },
    title: `${schema}.${name}`,
  }));
}
