import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Generation } from '../../dbt/context.ts';
import type { Identity } from '../../workspace/kinds/identity.ts';
import { articulations } from '../graph/articulation.ts';
import { nameNodes, readPersonGraph } from '../graph/person-graph.ts';
import { diameter } from '../graph/search.ts';
import { identityTable } from '../tables.ts';
import { manyNames } from './names.ts';

/** A person whose records may be of several people, with what speaks for it. */
export interface Cluster {
  weftId: string;
  personId: string;
  records: number;
  /** Distinct values by type. */
  values: Record<string, number>;
  /** Distinct names by golden column, where there are many. */
  names: Record<string, number>;
  /** The most joins between two of the records; `exact` false for a lower bound. Null where it was not searched. */
  diameter: { joins: number; exact: boolean } | null;
  /** Values without which the person would fall into parts, worst first. Null where it was not searched. */
  hinges: Hinge[] | null;
  /** See `scoreOf`. */
  score: number;
}

export interface Hinge {
  type: string;
  value: string;
  /** Records of each part that would be left, most first; at most ten. */
  parts: number[];
  /** Records outside the largest part. */
  cutOff: number;
}

/** Persons of more links are not searched for their diameter and hinges. */
export const searchedLinks = 200_000;
const hingesShown = 3;

/**
 * The `most` most suspicious of the persons with most records, with most values of one type and with most names;
 * by score.
 */
export async function suspiciousClusters(
  warehouse: Warehouse,
  generation: Generation,
  identity: Identity,
  most: number,
): Promise<Cluster[]> {
  const { dialect } = warehouse;
  const names = await manyNames(warehouse, generation, most);
  const byValues = await warehouse.query(
    `select person_id from (
       select person_id, row_number() over (partition by type order by held desc, person_id) as place
       from (select person_id, type, count(*) as held from ${identityTable(dialect, 'identifiers')} group by person_id, type) as counted
       where held > 2
     ) as ranked where place <= ${most}`,
  );
  const byRecords = await warehouse.query(
    `select person_id from ${identityTable(dialect, 'persons')} where records > 1 order by records desc, person_id limit ${most}`,
  );
  const candidates = [
    ...new Set([
      ...[...byRecords, ...byValues].map((row) => String(row.person_id)),
      ...names.map(({ personId }) => personId),
    ]),
  ];
  if (candidates.length === 0) return [];
  const list = candidates.map((id) => BigInt(id).toString()).join(', ');
  const persons = await warehouse.query(
    `select person_id, weft_id, records from ${identityTable(dialect, 'persons')} where person_id in (${list})`,
  );
  const values = await warehouse.query(
    `select person_id, type, count(*) as held from ${identityTable(dialect, 'identifiers')} where person_id in (${list}) group by person_id, type order by type`,
  );
  const known = persons.map((row): Cluster => {
    const personId = String(row.person_id);
    const mine = values.filter((each) => String(each.person_id) === personId);
    const cluster: Cluster = {
      weftId: String(row.weft_id),
      personId,
      records: Number(row.records),
      values: Object.fromEntries(mine.map((each) => [String(each.type), Number(each.held)])),
      names: Object.fromEntries(
        names.filter((each) => each.personId === personId).map(({ column, names }) => [column, names]),
      ),
      diameter: null,
      hinges: null,
      score: 0,
    };
    return { ...cluster, score: scoreOf(cluster) };
  });
  // Graphs are read of those alone that stand out already.
  const first = known.sort(byScore).slice(0, most);
  const searched: Cluster[] = [];
  for (const cluster of first) searched.push(await searchCluster(warehouse, identity, cluster));
  return searched.sort(byScore);
}

const byScore = (one: Cluster, other: Cluster): number =>
  other.score - one.score || Number(BigInt(one.personId) - BigInt(other.personId));

async function searchCluster(warehouse: Warehouse, identity: Identity, cluster: Cluster): Promise<Cluster> {
  const graph = await readPersonGraph(warehouse, identity, cluster.personId, null, searchedLinks);
  if (!graph) return cluster;
  const found = articulations(graph).slice(0, hingesShown);
  const named = await nameNodes(warehouse, identity, cluster.personId, {
    records: [],
    values: found.map(({ value }) => value),
  });
  const searched = {
    ...cluster,
    diameter: diameter(graph),
    hinges: found.map(({ value, parts }) => ({
      type: String(named.values.get(value)?.type),
      value: String(named.values.get(value)?.value),
      parts: parts.slice(0, 10),
      cutOff: parts.slice(1).reduce((sum, part) => sum + part, 0),
    })),
  };
  return { ...searched, score: scoreOf(searched) };
}

/**
 * How much a person looks like several people, for order alone: the binary logarithm of its records, two points for
 * each name beyond three (at most 20), half a point for each join of its diameter (at most 10), a point for each
 * value of one type beyond three (at most 10), and ten times the share of records that hang on a single value.
 */
export function scoreOf({ records, values, names, diameter, hinges }: Omit<Cluster, 'score'>): number {
  const beyond = (counts: Record<string, number>, usual: number) =>
    Math.max(0, ...Object.values(counts).map((count) => count - usual));
  const score =
    Math.log2(Math.max(1, records)) +
    Math.min(20, 2 * beyond(names, 3)) +
    Math.min(10, (diameter?.joins ?? 0) / 2) +
    Math.min(10, beyond(values, 3)) +
    10 * ((hinges?.[0]?.cutOff ?? 0) / Math.max(1, records));
  return Math.round(score * 100) / 100;
}
