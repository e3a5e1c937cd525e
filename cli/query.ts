import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { currentWorkspace } from '../connectors/control/versions.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import type { Column, Row, Value } from '../connectors/warehouses/connection.ts';
import { type Budget, budgetOf, keepQueryToBudget } from '../models/workspace/budget.ts';
import { Workspace } from '../models/workspace/resource.ts';
import { countOf } from './count.ts';
import { printable } from './load.ts';
import { answer, warn } from './output.ts';
import { interruptible } from './platform/interruptible.ts';

/** Rows without --limit: what a person can look at, and what a program can hold. */
const defaultLimits = { table: 100, json: 100_000 };
const widestCell = 60;

export function register(program: Command): void {
  program
    .command('query')
    .description('read the warehouse with SQL; a statement that would change anything is refused')
    .argument('<sql>', 'one SELECT')
    .option('--json', 'an array of row objects; 64-bit integers and decimals are strings')
    .option(
      '--limit <rows>',
      `the most rows; default ${defaultLimits.table}, with --json ${defaultLimits.json}`,
      count,
    )
    .action(async (sql: string, options: { json?: boolean; limit?: number }) => {
      const limit = options.limit ?? (options.json ? defaultLimits.json : defaultLimits.table);
      const { columns, rows } = await read(sql, limit + 1);
      const shown = rows.slice(0, limit);
      answer(shown, () => describe(columns, shown));
      if (rows.length > limit) warn(`there are more rows than the ${limit} shown; --limit shows more`);
    });
}

const count = countOf(9);

async function read(sql: string, limit: number): Promise<{ columns: Column[]; rows: Row[] }> {
  const settings = readSettings();
  return interruptible(settings, 'weft query', async (signal) => {
    const { openWarehouse } = await import('../connectors/warehouses/registry.ts');
    const warehouse = await openWarehouse(settings);
    try {
      const budget = await budgetInForce(settings);
      const maxBytes = budget.bytesPerQuery ?? undefined;
      if (maxBytes !== undefined) keepQueryToBudget(budget, 'The query', await warehouse.estimate(sql));
      return await warehouse.readOnly(sql, { limit, signal, maxBytes });
    } finally {
      await warehouse.close();
    }
  });
}

async function budgetInForce(settings: Settings): Promise<Budget> {
  const { resources } = await withControl(settings, currentWorkspace);
  return budgetOf(new Workspace(resources));
}

/** Columns as wide as their widest cell, numbers to the right. */
function describe(columns: readonly Column[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ name }) => cellText(row[name] ?? null)));
  const titles = columns.map(({ name }) => printable(name));
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (row: readonly string[], right: boolean) =>
    row
      .map((cell, index) => {
        const numeric = right && /^(integer|decimal|double)$/.test(columns[index]?.kind ?? '');
        return numeric ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const total = `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'row' : 'rows'}`;
  return [
    line(titles, true),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...cells.map((row) => line(row, true)),
    total,
  ].join('\n');
}

function cellText(value: Value): string {
  const text = printable(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));
  return text.length > widestCell ? `${text.slice(0, widestCell - 1)}…` : text;
}
