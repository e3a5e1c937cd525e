import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { generation } from '../../models/dbt/context.ts';
import { modelsOf } from '../../models/dbt/project.ts';
import { segmentFaults } from '../../models/segments/faults.ts';
import type { Finding } from '../../models/workspace/problem.ts';
import type { Resource, Workspace } from '../../models/workspace/resource.ts';
import { type CatalogFault, readCatalog } from './catalog.ts';
import { checkKinds } from './column-types.ts';
import { refusalOf } from './set-aside.ts';

/**
 * What is wrong with a workspace in this warehouse: tables and columns that are not there, columns of a type that
 * cannot answer what is asked of them, and own statements and formulas that it refuses. Reads no rows. What reads
 * Weft's own tables is asked only where a refresh has built them.
 */
export async function warehouseFindings(
  warehouse: Warehouse,
  workspace: Workspace,
): Promise<[Resource, Finding][]> {
  const faults: CatalogFault[] = [];
  const onFault = (fault: CatalogFault) => faults.push(fault) > 0;
  const catalog = await readCatalog(warehouse, workspace, onFault);
  checkKinds(workspace, catalog, {}, onFault);
  const context = generation(workspace, catalog, warehouse.dialect, 'warehouse');
  const named = faults.flatMap((fault): [Resource, Finding][] =>
    fault.resource === undefined ? [] : [[fault.resource, findingOf(fault.resource, fault)]],
  );
  const asked = segmentFaults(context, workspace.all('segment')).flatMap(
    ({ segment, path, message }): [Resource, Finding][] => {
      const resource = workspace.get('segment', segment);
      return resource === undefined ? [] : [[resource, { path, message }]];
    },
  );
  const found = [...named, ...asked];
  return found.length > 0
    ? found
    : statementFindings(warehouse, workspace, modelsOf(workspace, catalog, warehouse.dialect, 'warehouse'));
}

async function statementFindings(
  warehouse: Warehouse,
  workspace: Workspace,
  models: ReturnType<typeof modelsOf>,
): Promise<[Resource, Finding][]> {
  const built = new Set((await warehouse.tables('weft')).map(({ name }) => name));
  if (!built.has('customer_360')) return [];
  const own: [Resource, string, string][] = [
    ...workspace
      .all('segment')
      .filter(({ sql }) => sql !== undefined)
      .map((segment): [Resource, string, string] => [segment, `segment_own_${segment.slug}`, 'sql']),
    ...workspace
      .all('trait')
      .filter(({ sql }) => sql !== undefined)
      .map((trait): [Resource, string, string] => [trait, `trait_${trait.slug}`, 'sql']),
  ];
  const found: [Resource, Finding][] = [];
  for (const [resource, model, field] of own) {
    const sql = models.find(({ name }) => name === model)?.sql;
    if (sql === undefined) continue;
    const refused = await refusalOf(warehouse, `select * from (\n${sql}) as described limit 0`);
    if (refused !== null)
      found.push([resource, { path: [field], message: `the warehouse refuses it: ${refused}` }]);
  }
  return found;
}

/** A fault at the first field of its resource that names the column, or the table. */
function findingOf(resource: Resource, { column, message, nearest, mend }: CatalogFault): Finding {
  const path = column === null ? ['table'] : (pathOf(resource, column) ?? []);
  return { path, message: nearest === undefined ? `${message}. ${mend}` : message, nearest };
}

/** The way to the first name or value of a resource that is the column, by itself or at the end of a path over joins. */
function pathOf(value: unknown, column: string): PropertyKey[] | undefined {
  const names = (text: string) => text === column || text.endsWith(`.${column}`);
  if (typeof value === 'string') return names(value) ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    if (typeof step === 'string' && names(step)) return [step];
    const below = pathOf(inner, column);
    if (below !== undefined) return [step, ...below];
  }
  return undefined;
}
