import type { Column, Row, TableInfo } from '../connection.ts';
import { snowflakeDialect } from './dialect.ts';
import type { Session } from './session.ts';
import { kindOfType } from './values.ts';

const { ident, storedName, weftName } = snowflakeDialect;

const text = (row: Row, column: string): string => String(row[column] ?? '');

/** Tables and views of one schema, or of all but the database's own catalogue. */
export async function tablesOf(session: Session, schema?: string): Promise<TableInfo[]> {
  const rows = await session.rows(
    `select table_schema, table_name, table_type, row_count
     from information_schema.tables
     where ${schema === undefined ? "table_schema <> 'INFORMATION_SCHEMA'" : 'table_schema = $1'}
     order by table_schema, table_name`,
    schema === undefined ? {} : { values: [storedName(schema)] },
  );
  return rows.map((row) => ({
    schema: weftName(text(row, 'table_schema')),
    name: weftName(text(row, 'table_name')),
    kind: text(row, 'table_type').includes('VIEW') ? 'view' : 'table',
    rows: row.row_count === null || row.row_count === undefined ? null : Number(row.row_count),
  }));
}

/** When each table was last altered, its rows or its columns; null for views. */
export async function versionsOf(
  session: Session,
  tables: readonly string[],
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  const paths = tables.map((table) => ({ table, ...pathOf(table) }));
  for (const [database, own] of Map.groupBy(paths, (path) => path.database)) {
    const catalogue = `${database === undefined ? '' : `${ident(database)}.`}information_schema.tables`;
    const named = own.map(
      (_, index) => `(table_schema = $${2 * index + 1} and table_name = $${2 * index + 2})`,
    );
    const rows = await session.rows(
      `select table_schema, table_name, table_type, ${lastAltered} as altered from ${catalogue} where ${named.join(' or ')}`,
      { values: own.flatMap(({ schema, name }) => [storedName(schema), storedName(name)]) },
    );
    for (const row of rows) {
      const path = own.find(
        ({ schema, name }) =>
          storedName(schema) === text(row, 'table_schema') && storedName(name) === text(row, 'table_name'),
      );
      const { altered } = row;
      const known =
        text(row, 'table_type').includes('VIEW') || altered === null || altered === undefined
          ? null
          : String(altered);
      if (path !== undefined) found.set(path.table, known);
    }
  }
  return found;
}

const lastAltered = `to_varchar(last_altered, 'YYYY-MM-DD"T"HH24:MI:SS.FF9')`;

/** A table's path of two or three names; throws TypeError for another. */
export function pathOf(table: string): { database: string | undefined; schema: string; name: string } {
  const parts = table.split('.');
  const [name, schema, database] = parts.reverse();
  if (name === undefined || schema === undefined || parts.length > 3) {
    throw new TypeError(`not schema.table: ${table}`);
  }
  return { database, schema, name };
}

export async function columnsOf(session: Session, table: string): Promise<Column[]> {
  const { database, schema, name } = pathOf(table);
  const catalogue = `${database === undefined ? '' : `${ident(database)}.`}information_schema.columns`;
  const rows = await session.rows(
    `select column_name, data_type, numeric_precision, numeric_scale, is_nullable
     from ${catalogue}
     where table_schema = $1 and table_name = $2
     order by ordinal_position`,
    { values: [storedName(schema), storedName(name)] },
  );
  return rows.map((row) => {
    const type = text(row, 'data_type');
    const scale = row.numeric_scale === null ? null : Number(row.numeric_scale);
    return {
      name: weftName(text(row, 'column_name')),
      kind: kindOfType(type, scale),
      type: type === 'NUMBER' ? `NUMBER(${text(row, 'numeric_precision')},${scale ?? 0})` : type,
      nullable: text(row, 'is_nullable') === 'YES',
    };
  });
}
