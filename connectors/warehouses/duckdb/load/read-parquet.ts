import { messageOf } from '../../../errors.ts';
import type { Session } from '../connection.ts';
import { duckdbDialect } from '../dialect.ts';
import { checkNames } from './csv-dialect.ts';
import { fileFault } from './fault.ts';
import type { InputFile } from './input-file.ts';
import { type FileReader, pathLiteral } from './reader.ts';

const { ident } = duckdbDialect;

/** Reads a Parquet file, whose columns bring their types along. */
export async function readParquet(file: InputFile, session: Session): Promise<FileReader> {
  const source = `(from read_parquet(${pathLiteral(file.path)}, hive_partitioning = false))`;
  const damaged = (message: string, cause?: unknown) =>
    fileFault(file, `no readable Parquet file (${firstLine(message)})`, {
      mend: 'Write it again; a file of another kind needs --format.',
      cause,
    });
  const described = await session.query(`describe select * from ${source}`).catch((error: unknown) => {
    throw damaged(messageOf(error), error);
  });
  const columns = described.map((row) => ({
    name: String(row.column_name),
    native: { type: warehouseType(String(row.column_type)) },
  }));
  checkNames(
    file,
    columns.map(({ name }) => name),
  );
  const cells = columns.map(
    ({ name, native }, index) => `cast(${ident(name)} as ${native.type}) as c${index}`,
  );
  return {
    file,
    columns,
    rows: () => `(select ${cells.join(', ')} from ${source})`,
    fault: async (message) => damaged(message),
    place: async () => ({}),
  };
}

const firstLine = (message: string): string =>
  (message.split('\n')[0] ?? '').replace(/^[A-Z][\w ]* Error: /, '');

/** Times become times in UTC; types that DuckLake has not become the nearest that it has. */
function warehouseType(type: string): string {
  if (/^TIMESTAMP/.test(type)) return 'TIMESTAMP WITH TIME ZONE';
  if (/^(ENUM|BIT|INTERVAL)/.test(type)) return 'VARCHAR';
  return type;
}
