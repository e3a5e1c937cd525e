import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { reservedMark } from '../graph/joined-links.ts';
import { identityTable } from '../tables.ts';

/** A value with how many records and persons carry it. */
export interface CarriedValue {
  type: string;
  value: string;
  records: number;
  persons: number;
}

/** The values in use that most records carry, those over `max_records` aside. */
export async function mostCarried(warehouse: Warehouse, most: number): Promise<CarriedValue[]> {
  const { dialect } = warehouse;
  const edges = identityTable(dialect, 'edges');
  const rows = await warehouse.query(
    `select ranked.type, ranked.value, max(ranked.carrying) as records, count(distinct m.person_id) as persons
     from (
       select l.type, l.value, count(*) as carrying from ${edges} as l
       left join ${identityTable(dialect, 'dropped')} as d on d.type = l.type and d.value = l.value
       where l.excluded is null and d.type is null and substr(l.type, 1, 1) <> ${dialect.literal(reservedMark)}
       group by l.type, l.value having count(*) > 1
       order by count(*) desc, l.type, l.value limit ${most}
     ) as ranked
     join ${edges} as l on l.type = ranked.type and l.value = ranked.value
     join ${identityTable(dialect, 'members')} as m on m.record_hash = l.record_hash
     where l.excluded is null
     group by ranked.type, ranked.value order by records desc, ranked.type, ranked.value`,
  );
  return rows.map((row) => ({
    type: String(row.type),
    value: String(row.value),
    records: Number(row.records),
    persons: Number(row.persons),
  }));
}

export interface Dropped {
  type: string;
  values: number;
  /** Links of these values. */
  links: number;
  /** Most carried first. */
  shown: { value: string; records: number }[];
}

/** Values over `max_records`, by type. */
export async function droppedValues(warehouse: Warehouse, most: number): Promise<Dropped[]> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select type, value, records, held, links from (
       select type, value, records, count(*) over (partition by type) as held, sum(records) over (partition by type) as links,
         row_number() over (partition by type order by records desc, value) as place
       from ${identityTable(dialect, 'dropped')}
     ) as ranked where place <= ${most} order by type, place`,
  );
  const types = [...new Set(rows.map((row) => String(row.type)))];
  return types.map((type) => {
    const mine = rows.filter((row) => row.type === type);
    return {
      type,
      values: Number(mine[0]?.held),
      links: Number(mine[0]?.links),
      shown: mine.map((row) => ({ value: String(row.value), records: Number(row.records) })),
    };
  });
}

export interface ConflictCount {
  rule: string;
  type: string;
  values: number;
  /** The value that most clusters carry. */
  example: { value: string; clusters: number };
}

/** Values that were held back, by rule and type. */
export async function conflictsByRule(warehouse: Warehouse): Promise<ConflictCount[]> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select rule, type, value, clusters, held from (
       select rule, type, value, clusters, count(*) over (partition by rule, type) as held,
         row_number() over (partition by rule, type order by clusters desc, value) as place
       from ${identityTable(dialect, 'conflicts')}
     ) as ranked where place = 1 order by held desc, rule, type`,
  );
  return rows.map((row) => ({
    rule: String(row.rule),
    type: String(row.type),
    values: Number(row.held),
    example: { value: String(row.value), clusters: Number(row.clusters) },
  }));
}

export interface Exclusion {
  source: string | null;
  type: string;
  reason: string;
  links: number;
  /** Of all links of the type in the source, from 0 to 1; null where they are not known apart. */
  share: number | null;
}

/** Links that are no identifiers, by source, type and reason, as the latest run counted them. */
export async function exclusionsByReason(warehouse: Warehouse): Promise<Exclusion[]> {
  const { dialect } = warehouse;
  const rows = await warehouse.query(
    `select e.source, e.type, e.reason, e.links, n.links as of_links
     from ${identityTable(dialect, 'exclusions')} as e
     join (select run_id from ${identityTable(dialect, 'runs')} order by run_number desc limit 1) as r on r.run_id = e.run_id
     left join (select source, type, count(*) as links from ${identityTable(dialect, 'links')} group by source, type) as n
       on n.source = e.source and n.type = e.type
     where e.links > 0 order by e.links desc, e.source, e.type, e.reason`,
  );
  return rows.map((row) => ({
    source: row.source === null ? null : String(row.source),
    type: String(row.type),
    reason: String(row.reason),
    links: Number(row.links),
    share: row.of_links === null ? null : Number(row.links) / Number(row.of_links),
  }));
}
