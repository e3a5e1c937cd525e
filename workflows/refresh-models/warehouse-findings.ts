import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { type Generation, generation } from '../../models/dbt/context.ts';
import { segmentFaults } from '../../models/segments/faults.ts';
import { ownStatement } from '../../models/segments/own-statement.ts';
import type { Finding } from '../../models/workspace/problem.ts';
import type { Resource, Workspace } from '../../models/workspace/resource.ts';
import { type CatalogFault, readCatalog } from './catalog.ts';
import { checkKinds } from './column-types.ts';
import { refusalOf, traitProbe } from './set-aside.ts';

/**
 * What is wrong with a workspace in this warehouse: tables and columns that are not there, columns of a type that
 * cannot answer what is asked of them, and, where there is none of those, own statements and formulas that it refuses.
 * Reads no rows. What reads Weft's own tables is asked only where a refresh has built them.
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
  const segments = new Map(workspace.all('segment').map((segment) => [segment.slug, segment]));
  const found = [
    ...faults.map((fault): [Resource, Finding] => [fault.resource, findingOf(fault)]),
    ...segmentFaults(context, [...segments.values()]).flatMap(
      ({ segment, ...finding }): [Resource, Finding][] => {
        const resource = segments.get(segment);
        return resource === undefined ? [] : [[resource, finding]];
      },
    ),
  ];
  return found.length > 0 ? found : refusedStatements(warehouse, context);
}

/** Segments by SQL of their own, and traits by that or by a formula, that the warehouse does not take. */
async function refusedStatements(warehouse: Warehouse, context: Generation): Promise<[Resource, Finding][]> {
  const { workspace } = context;
  const built = new Set((await warehouse.tables(weftSchema)).map(({ name }) => name));
  if (!built.has('customer_360')) return [];
  const asked: [Resource, string, string][] = [
    ...workspace
      .all('segment')
      .flatMap((segment): [Resource, string, string][] =>
        segment.sql === undefined ? [] : [[segment, 'sql', ownStatement(context, segment.sql)]],
      ),
    ...workspace.all('trait').flatMap((trait): [Resource, string, string][] => {
      if (trait.sql !== undefined) return [[trait, 'sql', traitProbe(context, trait, `trait_${trait.slug}`)]];
      return trait.formula === undefined ? [] : [[trait, 'formula', traitProbe(context, trait, 'traits')]];
    }),
  ];
  const found: [Resource, Finding][] = [];
  for (const [resource, field, statement] of asked) {
    const refused = await refusalOf(warehouse, `select * from (\n${statement}) as described limit 0`);
    if (refused !== null)
      found.push([resource, { path: [field], message: `the warehouse refuses it: ${refused}` }]);
  }
  return found;
}

/** A fault at the first field of its resource that names the column; of the table at that, or at the statement. */
function findingOf({ resource, column, message, nearest, mend }: CatalogFault): Finding {
  const whole = 'table' in resource && resource.table !== undefined ? 'table' : 'sql';
  const path = column === null ? [whole] : (pathOf(resource, column) ?? []);
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
