import { join } from 'node:path';
import { newTables } from '../../../cli/demo/company/tables.ts';
import { projectRoot } from '../../../connectors/settings.ts';
import type { Column } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import type { Catalog } from '../../../models/dbt/context.ts';
import { loadWorkspace } from '../../../models/workspace/load.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';

/** A workspace with the columns that its sources and entities have. */
export interface Subject {
  workspace: Workspace;
  catalog: Catalog;
  /** The tables that its own sql reads, beside those of the catalogue. */
  tables: Record<string, Record<string, ColumnKind>>;
}

/** A column of each kind, by the name that it has in these workspaces. */
export const everyKind = {
  a_text: 'text',
  a_number: 'integer',
  an_amount: 'decimal',
  a_ratio: 'double',
  a_flag: 'boolean',
  a_day: 'date',
  a_time: 'timestamp',
  some_bytes: 'bytes',
  a_document: 'json',
} as const satisfies Record<string, ColumnKind>;

export const columnsOf = (kinds: Readonly<Record<string, ColumnKind>>): Column[] =>
  Object.entries(kinds).map(([name, kind]) => ({ name, kind, type: kind, nullable: true }));

export function catalogOf(
  workspace: Workspace,
  tables: Subject['tables'],
  views: Readonly<Record<string, Record<string, ColumnKind>>> = {},
): Catalog {
  return new Map(
    [...workspace.all('source'), ...workspace.all('entity')].map((resource) => {
      const kinds = views[resource.slug] ?? tables[(resource.table ?? '').split('.').slice(-2).join('.')];
      if (!kinds) throw new Error(`the test declares no columns of ${resource.kind} ${resource.slug}`);
      return [`${resource.kind}/${resource.slug}`, columnsOf(kinds)];
    }),
  );
}

/** What the demo's files hold, by the names of their columns. */
function demoKind(column: string): ColumnKind {
  if (/_at$|^at$/.test(column)) return 'timestamp';
  if (/_date$|_on$/.test(column)) return 'date';
  if (/^(granted|marketing_opt_in)$/.test(column)) return 'boolean';
  if (/^(total|unit_price|discount|price|value)$/.test(column)) return 'decimal';
  if (/^(latitude|longitude)$/.test(column)) return 'double';
  if (/^(line|quantity|points|score|items)$/.test(column)) return 'integer';
  return 'text';
}

export async function demo(): Promise<Subject> {
  const { workspace } = await loadWorkspace(join(projectRoot, 'cli', 'demo', 'workspace'));
  const tables = Object.fromEntries(
    Object.values(newTables()).map((buffer) => [
      `raw.${buffer.table}`,
      Object.fromEntries(buffer.columns.map((column) => [column, demoKind(column)])),
    ]),
  );
  const purchases = {
    order_id: 'text',
    line: 'integer',
    customer_id: 'text',
    ordered_at: 'timestamp',
    status: 'text',
    quantity: 'integer',
    value: 'decimal',
    brand: 'text',
    category_1: 'text',
    category_2: 'text',
  } as const;
  return { workspace, tables, catalog: catalogOf(workspace, tables, { purchases }) };
}
