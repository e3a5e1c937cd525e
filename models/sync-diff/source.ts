import type { Column } from '../../connectors/warehouses/connection.ts';
import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';
import { listModel } from '../lists/names.ts';
import { durationHours } from '../workspace/kinds/shared.ts';
import type { Sync } from '../workspace/kinds/sync.ts';
import type { Workspace } from '../workspace/resource.ts';

/** What a sync reads: a table, or a statement, with what must hold of its rows. */
export interface SyncSource {
  relation: { table: string } | { sql: string };
  /** SQL over `s`, or null. */
  where: string | null;
  /** Whether each row is a person, and each person one row, so that merges are followed at the destination. */
  persons: boolean;
  /** The tables that a plan of it is made from; null where it may read any, or another time gives others. */
  reads: readonly string[] | null;
}

/** Tables of Weft's own with one row for each person. */
const personTables = ['customer_360', 'profiles', 'traits'];

/** What a sync reads; Weft's own tables are those of `schema`, another one in a rehearsal. */
export function syncSource(
  dialect: Dialect,
  workspace: Workspace,
  { from }: Sync,
  schema = weftSchema,
): SyncSource {
  const own = (name: string) => ({ table: `${schema}.${name}` });
  const changes = own('identity_changes').table;
  const reading = (relation: SyncSource['relation'], persons: boolean) => ({
    ...{ relation, where: null, persons },
    reads: 'table' in relation ? [relation.table, ...(persons ? [changes] : [])] : null,
  });
  const { ident, literal } = dialect;
  if ('segment' in from) {
    const members = dialect.table(`${schema}.segment_members`);
    return {
      relation: own('customer_360'),
      where: `s.weft_id in (select weft_id from ${members} where segment = ${literal(from.segment)})`,
      persons: true,
      reads: [own('customer_360').table, own('segment_members').table, changes],
    };
  }
  if ('list' in from) return reading(own(listModel(from.list)), true);
  if ('table' in from) {
    const [, name] = new RegExp(`^${weftSchema}\\.(.+)$`).exec(from.table) ?? [];
    const persons = name !== undefined && (personTables.includes(name) || name.startsWith(listModel('')));
    return reading(name === undefined ? { table: from.table } : own(name), persons);
  }
  if ('entity' in from) {
    const entity = workspace.get('entity', from.entity);
    const relation = entity?.table === undefined ? { sql: entity?.sql ?? '' } : { table: entity.table };
    return reading(relation, false);
  }
  if ('sql' in from) return reading({ sql: from.sql }, false);
  const conditions: string[] = [];
  if (from.events !== 'all') {
    const names = [from.events].flat().map((name) => literal(name));
    conditions.push(`s.event in (${names.join(', ')})`);
  }
  if (from.within !== undefined) {
    conditions.push(
      `s.${ident('at')} >= ${dialect.hoursBefore('current_timestamp', durationHours(from.within))}`,
    );
  }
  return {
    relation: own('events'),
    where: conditions.length === 0 ? null : conditions.join(' and '),
    persons: false,
    reads: from.within === undefined ? [own('events').table] : null,
  };
}

/** What may follow FROM. */
export const sourceSql = (dialect: Dialect, { relation }: SyncSource): string =>
  'table' in relation ? dialect.table(relation.table) : `(\n${relation.sql}\n)`;

/** Counts the rows that a sync reads. */
export const sourceCount = (dialect: Dialect, source: SyncSource): string =>
  `select count(*) as n from ${sourceSql(dialect, source)} as s${source.where === null ? '' : ` where ${source.where}`}`;

/** A source with the columns that the warehouse knows of it. */
export interface ReadSource extends SyncSource {
  columns: readonly Column[];
}
