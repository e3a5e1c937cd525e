import { ConfigError } from '../../errors.ts';
import { type BatchContext, isRemoval, type OutgoingRow, type RowResult, type SyncMode } from '../define.ts';
import { cellText, jsonText } from '../values.ts';
import { type Column, columnOf, fieldType, matchColumn, type Table } from './catalog.ts';
import { ident, qualified } from './identifier.ts';
import type { RowsOptions } from './rows.ts';
import type { Shape } from './statements.ts';

/** Rows with the same fields, and their places in the batch. */
export interface Group {
  shape: Shape;
  places: number[];
  rows: OutgoingRow[];
}

/** A batch as what single statements write; rows whose key is at fault are left out. Throws ConfigError. */
export function groupsOf(
  rows: readonly OutgoingRow[],
  table: Table,
  options: RowsOptions,
  context: Pick<BatchContext, 'mode'>,
): Group[] {
  const match = matchColumn(table, options.match);
  const archivedAt = archiveColumn(table, options, context.mode);
  const groups = new Map<string, Group>();
  for (const [place, row] of rows.entries()) {
    if (keyFault(row, match) !== undefined) continue;
    const names = isRemoval(row) ? [] : Object.keys(row.fields).filter((name) => name !== match.name);
    const id = jsonText(names);
    const group = groups.get(id) ?? {
      shape: { table, match, fields: names.map((name) => columnOf(table, name)), archivedAt },
      places: [],
      rows: [],
    };
    if (archivedAt !== undefined && names.includes(archivedAt.name)) {
      throw new ConfigError(`${ident(archivedAt.name)} is the column of archiving and is mapped to as well`, {
        mend: 'Leave it out of the mapping, or name another column as `archived_at`.',
      });
    }
    group.places.push(place);
    group.rows.push(row);
    groups.set(id, group);
  }
  return [...groups.values()];
}

function archiveColumn(table: Table, { archived_at }: RowsOptions, mode: SyncMode): Column | undefined {
  if (mode !== 'archive') return undefined;
  if (archived_at === undefined) {
    throw new ConfigError('a sync in mode archive needs to know where a row tells that it is archived', {
      mend: `Set \`archived_at\` to a column, after: alter table ${qualified(table)} add column archived_at timestamptz.`,
    });
  }
  const column = columnOf(table, archived_at, 'timestamptz');
  if (['timestamp', 'date'].includes(fieldType(column))) return column;
  throw new ConfigError(
    `${ident(archived_at)} of ${qualified(table)} is ${column.type}, not a point in time`,
    {
      mend: 'Name a column of type timestamptz, timestamp or date as `archived_at`.',
    },
  );
}

/** The match column holds the key; a mapping that also gives it must give the same. */
export function keyFault(row: OutgoingRow, { name }: Column): RowResult | undefined {
  const given = Object.hasOwn(row.fields, name) ? row.fields[name] : row.key;
  if (cellText(given) === row.key) return undefined;
  return {
    status: 'rejected',
    reason: `${ident(name)} is matched by the row's key, and the mapping gives it another value`,
    field: name,
  };
}
