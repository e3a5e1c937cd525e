import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type ColumnKind, columnKinds } from '../../connectors/warehouses/dialect.ts';
import type { Catalog } from '../../models/dbt/context.ts';
import type { Entity } from '../../models/workspace/kinds/entity.ts';
import type { Source } from '../../models/workspace/kinds/source.ts';
import { columnsNamedOf } from '../../models/workspace/relations.ts';
import { resourceId, type Workspace } from '../../models/workspace/resource.ts';
import { meet, type OnFault, resourceNamed } from './catalog.ts';

/** Kinds of columns by `source/slug` or `entity/slug` and the column's name. */
export type RecordedKinds = Record<string, Record<string, ColumnKind>>;

const recordedKinds = z.record(z.string(), z.record(z.string(), z.enum(columnKinds)));

/** What the columns were at the last refresh; nothing where there was none. */
export function readRecordedKinds(file: string): RecordedKinds {
  try {
    return recordedKinds.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Only errors get better by it; the next refresh writes it anew.
    return {};
  }
}

export function recordKinds(file: string, catalog: Catalog): void {
  const kinds = Object.fromEntries(
    [...catalog].map(([resource, columns]) => [
      resource,
      Object.fromEntries(columns.map(({ name, kind }) => [name, kind])),
    ]),
  );
  writeFileSync(file, JSON.stringify(kinds));
}

/** `orders.total was decimal and is text`, for each column that both know. */
export function changedKinds(before: RecordedKinds, catalog: Catalog): string[] {
  return [...catalog].flatMap(([resource, columns]) =>
    columns.flatMap(({ name, kind }) => {
      const was = before[resource]?.[name];
      return was === undefined || was === kind
        ? []
        : [`${resource.split('/')[1]}.${name} was ${was} and is ${kind}`];
    }),
  );
}

const numbers: readonly ColumnKind[] = ['integer', 'decimal', 'double'];
const times: readonly ColumnKind[] = ['timestamp', 'date', 'text'];

/**
 * Refuses columns whose type cannot answer what is asked of them. Throws ConfigError with what they were before, for
 * a fault that `onFault` does not take care of.
 */
export function checkKinds(
  workspace: Workspace,
  catalog: Catalog,
  before: RecordedKinds,
  onFault?: OnFault,
): void {
  const need = (
    by: string,
    resource: Source | Entity,
    column: string | undefined,
    fit: readonly ColumnKind[],
    as: string,
  ) => {
    const found = catalog.get(resourceId(resource))?.find(({ name }) => name === column);
    if (!found || column === undefined || fit.includes(found.kind)) return;
    const was = before[resourceId(resource)]?.[column];
    const { slug } = resource;
    const fault = `the column ${column} of ${slug} is ${found.type.toLowerCase()}, not ${as}`;
    const changed = was !== undefined && was !== found.kind ? [`It was ${was} at the last refresh.`] : [];
    meet(
      {
        ...{ by, resource: resourceNamed(workspace, by) ?? resource, column, message: fault },
        mend: [...changed, `Mend the table, or cast the column in an \`sql\` of ${slug}.`].join(' '),
      },
      onFault,
    );
  };
  for (const resource of [...workspace.all('source'), ...workspace.all('entity')]) {
    need(`${resource.kind} ${resource.slug}`, resource, resource.time, times, 'a time');
    for (const { by, column, numberFor, orText, timeFor } of columnsNamedOf(workspace, resource)) {
      const fit = orText ? [...numbers, 'text' as const] : numbers;
      if (numberFor !== undefined) need(by, resource, column, fit, `a number, which ${numberFor} needs`);
      if (timeFor !== undefined) need(by, resource, column, times, `a time, which ${timeFor} needs`);
    }
  }
}
