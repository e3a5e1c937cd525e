import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Dialect } from '../../../connectors/warehouses/dialect.ts';
import { identityTable } from '../tables.ts';
import type { Subject } from './subject.ts';

/** A person that carries a subject, with how many of its records do. */
export interface Carrier {
  weftId: string;
  /** A 64-bit integer as text. */
  personId: string;
  /** Least person id of the records connected before limits. */
  component: string;
  records: number;
}

/** SQL of the records that carry a subject: source, record_key, each once. */
export function carriersOf(dialect: Dialect, subject: Subject): string {
  const members = identityTable(dialect, 'members');
  switch (subject.kind) {
    case 'identifier':
      return `select source, record_key from ${identityTable(dialect, 'links')}
        where type = ${dialect.literal(subject.type)} and value = ${dialect.literal(subject.value)}
          and coalesce(excluded, 'outside') in ('outside', 'alone')`;
    case 'record':
      return `select source, record_key from ${members}
        where source = ${dialect.literal(subject.record.source)} and record_key = ${dialect.literal(subject.record.key)}`;
    case 'person':
      return `select source, record_key from ${members} where weft_id = ${dialect.literal(subject.weftId)}`;
  }
}

/**
 * The persons that carry a subject, or both of two subjects, in the order by which a row with it finds its person;
 * and how many there are.
 */
export async function personsOf(
  warehouse: Warehouse,
  subject: Subject,
  { most, and }: { most: number; and?: Subject },
): Promise<{ shown: Carrier[]; total: number }> {
  const { dialect } = warehouse;
  const members = identityTable(dialect, 'members');
  const both =
    and === undefined
      ? ''
      : `join (
           select distinct b.person_id from (${carriersOf(dialect, and)}) as o
           join ${members} as b on b.source = o.source and b.record_key = o.record_key
         ) as others on others.person_id = m.person_id`;
  const rows = await warehouse.query(
    `select m.weft_id, m.person_id, min(m.component) as component, count(*) as records, count(*) over () as total
     from (${carriersOf(dialect, subject)}) as c
     join ${members} as m on m.source = c.source and m.record_key = c.record_key
     ${both}
     group by m.weft_id, m.person_id
     order by records desc, case when min(m.recorded_at) is null then 1 else 0 end, min(m.recorded_at), m.weft_id
     limit ${most}`,
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    shown: rows.map((row) => ({
      weftId: String(row.weft_id),
      personId: String(row.person_id),
      component: String(row.component),
      records: Number(row.records),
    })),
  };
}
