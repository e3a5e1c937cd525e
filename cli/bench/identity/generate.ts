import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type Kind, type Resource, schemas, Workspace } from '../../../models/workspace/resource.ts';
import { type Shape, type ShapeName, shapes } from './shapes.ts';

/** A graph to resolve: the first `records` records of a shape, with or without its limits. */
export interface Graph {
  name: ShapeName;
  shape: Shape;
  records: number;
  seed: number;
  limits: boolean;
}

export const graphOf = (
  name: ShapeName,
  { records, seed, limits }: Pick<Graph, 'records' | 'seed' | 'limits'>,
): Graph => ({ name, shape: shapes[name], records, seed, limits });

const table = 'raw.bench_records';

/** Types and columns in use: what only carries a limit is no identifier where limits are off. */
const typesOf = ({ shape, limits, name }: Graph) =>
  limits || name === 'people' ? shape.types : shape.types.filter(({ limit }) => limit === undefined);

/** The workspace that resolves the graph. Values are taken as they are, as the peers take them. */
export function workspaceOf(graph: Graph): Workspace {
  const types = typesOf(graph);
  const resources: ({ kind: Kind } & Record<string, unknown>)[] = [
    {
      kind: 'source',
      slug: 'records',
      table,
      key: 'record_key',
      time: 'recorded_at',
      identifiers: types.flatMap(({ type, columns }) => columns.map((column) => ({ type, column }))),
    },
    {
      kind: 'identity',
      slug: 'bench',
      order_grain: graph.shape.orderGrain,
      // A graph without limits is one person where it is one component.
      max_person_share: 1,
      types: types.map(({ type, limit, maxRecords }) => ({
        type,
        ...(graph.limits && limit !== undefined ? { limit } : {}),
        ...(graph.limits && maxRecords !== undefined ? { max_records: maxRecords } : {}),
      })),
    },
  ];
  return new Workspace(resources.map((resource): Resource => schemas[resource.kind].parse(resource)));
}

/** Writes the graph's records in place of those of another. */
export async function writeRecords(warehouse: Warehouse, graph: Graph): Promise<void> {
  const rows = graph.shape.rows({ ...graph, from: 0, until: graph.records });
  await warehouse.execute(`create or replace table ${table} as ${rows}`);
}

/** Adds a share of new records, of the same persons and chains and of new ones. Returns how many. */
export async function addRecords(warehouse: Warehouse, graph: Graph, share: number): Promise<number> {
  const added = Math.max(1, Math.round(graph.records * share));
  const until = graph.records + added;
  await warehouse.execute(
    `insert into ${table} ${graph.shape.rows({ ...graph, from: graph.records, until })}`,
  );
  return added;
}

/** A statement that reads the graph's links out: record_key, and type and value as one text. */
export function linksOf(graph: Graph): string {
  return typesOf(graph)
    .flatMap(({ type, columns }) =>
      columns.map(
        (column) =>
          `select record_key, '${type}:' || ${column} as value from ${table} where ${column} is not null`,
      ),
    )
    .join(' union all ');
}
