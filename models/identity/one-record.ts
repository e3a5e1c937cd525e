import { ConfigError } from '../../connectors/errors.ts';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import type { Workspace } from '../workspace/resource.ts';
import { carriersOf } from './explain/carriers.ts';
import { findSubject, nameOfSubject } from './explain/subject.ts';
import { requireResolved } from './find-record.ts';
import { nameOfRecord, type RecordName } from './record-name.ts';

/**
 * The record that `SOURCE/RECORD_KEY` names, or the only one that carries `TYPE:VALUE`. Throws ConfigError where there
 * is none, with what is near, or where there are several.
 */
export async function oneRecord(
  warehouse: Warehouse,
  workspace: Workspace,
  given: string,
): Promise<RecordName> {
  await requireResolved(warehouse);
  const subject = await findSubject(warehouse, workspace, given);
  if (subject.kind === 'record') return subject.record;
  const rows = await warehouse.query(
    `select c.source, c.record_key, count(*) over () as total from (${carriersOf(warehouse.dialect, subject)}) as c
     order by c.source, c.record_key limit 5`,
  );
  const records = rows.map((row) => ({ source: String(row.source), key: String(row.record_key) }));
  const [only] = records;
  if (only && records.length === 1) return only;
  throw new ConfigError(
    `${nameOfSubject(subject)} leads to ${rows[0]?.total} records, and a decision is about one`,
    {
      mend: `Name one of them: ${records.map(nameOfRecord).join(', ')}${Number(rows[0]?.total) > records.length ? ', …' : ''}.`,
    },
  );
}
