import type { Row, Warehouse } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { instantIn } from '../../models/template/instant.ts';
import { pathsAsked, propertiesAsked } from '../../models/workspace/columns-asked.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import type { GivenValue, WorkspaceTest } from '../../models/workspace/kinds/test.ts';
import { columnsNamed, wayOf } from '../../models/workspace/relations.ts';
import { type Resource, Workspace } from '../../models/workspace/resource.ts';

const schema = 'given';

/** The same workspace over tables of the test's own, whatever tables or statements it declares. */
export const overGiven = (workspace: Workspace): Workspace =>
  new Workspace(
    workspace.resources.map((resource): Resource => {
      if (resource.kind !== 'source' && resource.kind !== 'entity') return resource;
      const { sql: _sql, ...rest } = resource;
      return { ...rest, table: `${schema}.${resource.kind}_${resource.slug}` };
    }),
  );

/** What a declaration calls a column, as Weft's kinds. */
const declaredKinds: Partial<Record<NonNullable<Source['columns'][string]['kind']>, ColumnKind>> = {
  money: 'decimal',
  number: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

/** Makes the table of each source and entity, with the test's rows or none, and every column that is named of it. */
export async function makeGiven(
  warehouse: Warehouse,
  workspace: Workspace,
  test: WorkspaceTest,
): Promise<void> {
  const { dialect } = warehouse;
  await warehouse.execute(`create schema if not exists ${dialect.ident(schema)}`);
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    const rows = test.given[resource.slug] ?? [];
    const columns = columnsOf(workspace, resource, rows);
    const path = dialect.table(resource.table ?? '');
    const declared = [...columns].map(([name, kind]) => `${dialect.ident(name)} ${dialect.type(kind)}`);
    await warehouse.execute(`create or replace table ${path} (${declared.join(', ')})`);
    const written = rows.map(
      (row): Row =>
        Object.fromEntries(
          [...columns].map(([name, kind]) => [name, asWritten(row[name] ?? null, kind, workspace.zone)]),
        ),
    );
    if (written.length > 0) await warehouse.append(resource.table ?? '', written);
  }
}

function columnsOf(
  workspace: Workspace,
  resource: Source | Entity,
  rows: readonly Record<string, GivenValue>[],
): Map<string, ColumnKind> {
  const numbers = new Set(
    columnsNamed(workspace, resource).flatMap(({ column, numberFor }) => (numberFor ? [column] : [])),
  );
  const names = new Set([
    ...columnsNamed(workspace, resource).map(({ column }) => column),
    ...askedOf(workspace, resource),
    ...Object.keys(resource.columns),
    ...rows.flatMap((row) => Object.keys(row)),
  ]);
  return new Map(
    [...names]
      .filter((name) => !name.includes('.') || Object.hasOwn(resource.columns, name))
      .map((name) => {
        const declared = declaredKinds[resource.columns[name]?.kind ?? 'text'];
        const isTime = name === resource.time;
        return [name, declared ?? (isTime ? 'timestamp' : kindOfValues(rows, name, numbers.has(name)))];
      }),
  );
}

/** The columns that segments ask of a source's events, or of an entity's rows and of those that they lead to. */
function askedOf(workspace: Workspace, resource: Source | Entity): string[] {
  if (resource.kind === 'source')
    return resource.shape === 'events' ? propertiesAsked(workspace.all('segment')) : [];
  return workspace
    .all('entity')
    .flatMap((entity) =>
      pathsAsked(workspace.all('segment'), entity.slug).map((path) => wayOf(workspace, entity, path)),
    )
    .flatMap((way) => (way?.entity.slug === resource.slug ? [way.column] : []));
}

/** The kind of what a test writes in a column: numbers are decimals, for nothing is lost in them. */
function kindOfValues(
  rows: readonly Record<string, GivenValue>[],
  name: string,
  isNumber: boolean,
): ColumnKind {
  const values = rows.flatMap((row) => row[name] ?? []);
  if (values.length > 0 && values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (values.length > 0 && values.every((value) => Number.isInteger(value))) return 'integer';
  if (values.some((value) => typeof value === 'number') || (isNumber && values.length === 0))
    return 'decimal';
  return 'text';
}

/** A value as the warehouse takes it; a date or a time without an offset is one of the workspace's zone. */
function asWritten(value: GivenValue, kind: ColumnKind, zone: string): GivenValue {
  if (value === null) return null;
  if (kind === 'timestamp') return instantIn(zone, String(value))?.toISOString() ?? String(value);
  return typeof value === 'number' && kind !== 'double' ? String(value) : value;
}
