import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import type { Row, Value } from '../connection.ts';
import { duckdbDialect } from './dialect.ts';
import { kindOf, typeName } from './values.ts';

const { ident, table: tableName } = duckdbDialect;

const textOf = (value: Exclude<Value, null>, json: boolean): string =>
  json || typeof value === 'object' ? JSON.stringify(value) : String(value);

/** The staged text as a value of the target column. */
function fromText(name: string, type: DuckDBType): string {
  const staged = ident(name);
  if (type.typeId === DuckDBTypeId.BLOB) return `from_base64(${staged})`;
  if (kindOf(type) === 'json') return `cast(cast(${staged} as json) as ${typeName(type)})`;
  return `cast(${staged} as ${typeName(type)})`;
}

/** Appends through the engine's appender; every value goes in as text and is cast by the target's column. */
export async function appendTo(
  connection: DuckDBConnection,
  table: string,
  rows: readonly Row[],
): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const names = Object.keys(first);
  const columns = names.map(ident).join(', ');
  const types = (await connection.run(`select ${columns} from ${tableName(table)} limit 0`)).columnTypes();
  const staging = ident('weft_append');
  await connection.run(
    `create or replace temp table ${staging} (${names.map((name) => `${ident(name)} varchar`).join(', ')})`,
  );
  const appender = await connection.createAppender('weft_append', 'main', 'temp');
  const json = types.map((type) => kindOf(type) === 'json');
  for (const row of rows) {
    names.forEach((name, index) => {
      const value = row[name] ?? null;
      if (value === null) appender.appendNull();
      else appender.appendVarchar(textOf(value, json[index] === true));
    });
    appender.endRow();
  }
  appender.closeSync();
  const values = names.map((name, index) => {
    const type = types[index];
    return type ? fromText(name, type) : ident(name);
  });
  await connection.run(
    `insert into ${tableName(table)} (${columns}) select ${values.join(', ')} from temp.main.${staging}`,
  );
  await connection.run(`drop table temp.main.${staging}`);
}
