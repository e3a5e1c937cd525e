import { ConfigError } from '../../../errors.ts';
import { lakeDatabase } from '../attach.ts';
import type { Session } from '../connection.ts';
import { duckdbDialect } from '../dialect.ts';

const { ident } = duckdbDialect;

export interface Target {
  schema: string;
  table: string;
  /** `schema.table`, as it was given. */
  name: string;
  /** Quoted, with the lake's name before it, as `temp` or `main` would mean another database. */
  sql: string;
}

/** Schemas that are Weft's own or the engine's, and the engine's other databases. */
const reserved = /^(weft(_.*)?|ducklake|information_schema|pg_catalog|temp|system|memory|main)$/i;

/** Reads `SCHEMA.TABLE`. Any other character may be in a name; it is quoted. */
export function parseTarget(name: string): Target {
  const [schema = '', table = '', ...more] = name.split('.');
  if (schema.trim() === '' || table.trim() === '' || more.length > 0 || name.includes('\0')) {
    throw new ConfigError(`${JSON.stringify(name)} is no table`, {
      mend: 'Write it as SCHEMA.TABLE, such as raw.customers.',
    });
  }
  if (reserved.test(schema)) {
    throw new ConfigError(
      `The schema ${schema} is not for files: Weft or the engine keeps its own tables there`,
      {
        mend: `Load into another schema, such as raw.${table}.`,
      },
    );
  }
  return { schema, table, name, sql: [lakeDatabase, schema, table].map(ident).join('.') };
}

export interface TargetColumn {
  name: string;
  type: string;
}

/** The columns of a table that is there, or undefined. */
export async function existingColumns(target: Target, session: Session): Promise<TargetColumn[] | undefined> {
  const values = [lakeDatabase, target.schema, target.table];
  const views = await session.query(
    `select 1 from duckdb_views() where database_name = $1 and lower(schema_name) = lower($2) and lower(view_name) = lower($3)`,
    { values },
  );
  if (views.length > 0) {
    throw new ConfigError(`${target.name} is a view`, { mend: 'Load into a table of another name.' });
  }
  const rows = await session.query(
    `select column_name, data_type from duckdb_columns()
     where database_name = $1 and lower(schema_name) = lower($2) and lower(table_name) = lower($3)
     order by column_index`,
    { values },
  );
  if (rows.length === 0) return undefined;
  return rows.map((row) => ({ name: String(row.column_name), type: String(row.data_type) }));
}
