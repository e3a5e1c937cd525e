import type { ConfigError } from '../../../errors.ts';
import type { QueryOptions } from '../../connection.ts';
import type { Session } from '../connection.ts';
import { excerpt, fileFault } from './fault.ts';
import { cells, type FilledColumn } from './plan.ts';
import type { FileReader } from './reader.ts';
import { fits } from './shapes.ts';

/** Thrown inside the engine by a load's own statement. */
export const unfitMark = 'weft: a value does not fit';

/** The first value of a file that does not fit its column, and where it is; undefined where all fit. */
export async function unfitFault(
  reader: FileReader,
  columns: readonly FilledColumn[],
  session: Session,
  options: QueryOptions & { careful: boolean; mend: string },
): Promise<ConfigError | undefined> {
  const clean = columns.map(({ index, shape }) => `${shape.clean(`v${index}`)} as v${index}`).join(', ');
  const numbered = `select row_number() over () as n, ${clean}
    from (select ${cells(reader, columns)} from ${reader.rows(options.careful)})`;
  const tests = columns.map(({ index, shape }) => `(${fits(shape, `v${index}`)}) is false as u${index}`);
  const anyUnfit = columns.map(({ index }) => `u${index}`).join(' or ');
  const [found] = await session.query(
    `select * from (select *, ${tests.join(', ')} from (${numbered})) where ${anyUnfit} order by n limit 1`,
    options.signal === undefined ? {} : { signal: options.signal },
  );
  const column = columns.find(({ index }) => found?.[`u${index}`] === true);
  if (!found || !column) return undefined;
  const record = Number(found.n);
  const place = await reader.place(record, column.index);
  const where = place.line === undefined ? `record ${record}: ` : '';
  const value = excerpt(String(found[`v${column.index}`]));
  return fileFault(
    reader.file,
    `${where}${value} does not fit the column "${column.name}", which is ${column.shape.type}`,
    { ...place, field: column.name, mend: options.mend },
  );
}
