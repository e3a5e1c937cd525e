import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type Generation, kindsOf, relationOf } from '../../dbt/context.ts';
import { hasRecord, recordKey } from '../record-key.ts';
import { identityTable } from '../tables.ts';

/** Golden columns that call a person: names differ between people and seldom within one. */
const isName = (column: string): boolean => /(^|_)(name|surname)$/.test(column);

/** Two of these are a typing slip or a marriage, so persons of more are shown. */
export const usualNames = 3;

export interface ManyNames {
  personId: string;
  column: string;
  names: number;
}

/**
 * The persons with most distinct values of a golden column whose name ends in `name`, over all records that feed it
 * (events aside); only those with more than `usualNames`. At most `most` for each column.
 */
export async function manyNames(
  warehouse: Warehouse,
  generation: Generation,
  most: number,
): Promise<ManyNames[]> {
  const { dialect, workspace } = generation;
  const found: ManyNames[] = [];
  for (const [column, { from }] of Object.entries(workspace.identity?.golden ?? {})) {
    if (!isName(column)) continue;
    const parts = from.flatMap((origin) => {
      const dot = origin.indexOf('.');
      const source = workspace.get('source', origin.slice(0, dot));
      if (!source || source.shape === 'events') return [];
      const kindOf = kindsOf(generation, source);
      const name = origin.slice(dot + 1);
      const text = `lower(trim(${dialect.text(dialect.ident(name), kindOf(name))}, ' '))`;
      return `select ${dialect.literal(source.slug)} as source, ${recordKey(dialect, source, kindOf)} as record_key, nullif(${text}, '') as called
        from ${relationOf(generation, source)} where ${hasRecord(dialect, source)}`;
    });
    if (parts.length === 0) continue;
    const rows = await warehouse.query(
      `select m.person_id, count(distinct n.called) as names
       from (${parts.join(' union all ')}) as n
       join ${identityTable(dialect, 'members')} as m on m.source = n.source and m.record_key = n.record_key
       group by m.person_id having count(distinct n.called) > ${usualNames}
       order by names desc, m.person_id limit ${most}`,
    );
    found.push(...rows.map((row) => ({ personId: String(row.person_id), column, names: Number(row.names) })));
  }
  return found;
}
