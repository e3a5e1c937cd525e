import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from '../../connectors/errors.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import type { Catalog } from '../../models/dbt/context.ts';
import { schemas, Workspace } from '../../models/workspace/resource.ts';
import { changedKinds, checkKinds, readRecordedKinds, recordKinds } from './column-types.ts';

const folder = mkdtempSync(join(tmpdir(), 'weft column types '));
const file = join(folder, 'column-types.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workspace = new Workspace([
  schemas.entity.parse({
    kind: 'entity',
    slug: 'orders',
    table: 'raw.orders',
    key: 'id',
    time: 'at',
    person: { type: 'email', column: 'email' },
  }),
  schemas.trait.parse({ kind: 'trait', slug: 'spent', from: 'orders', measure: { sum: 'total' } }),
]);

const catalogOf = (kinds: Record<string, ColumnKind>): Catalog =>
  new Map([
    [
      'entity/orders',
      Object.entries(kinds).map(([name, kind]) => ({ name, kind, type: kind.toUpperCase(), nullable: true })),
    ],
  ]);
const well = catalogOf({ id: 'integer', at: 'timestamp', email: 'text', total: 'decimal' });

function refusal(catalog: Catalog): ConfigError {
  try {
    checkKinds(workspace, catalog, readRecordedKinds(file));
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('columns that fit are taken, and are what the next refresh is compared with', () => {
  expect(readRecordedKinds(file)).toEqual({});
  checkKinds(workspace, well, {});
  recordKinds(file, well);
  expect(changedKinds(readRecordedKinds(file), well)).toEqual([]);
});

test('a sum of what has become text names the trait, the column and what it was', () => {
  const changed = catalogOf({ id: 'integer', at: 'timestamp', email: 'text', total: 'text' });
  const error = refusal(changed);
  expect(error.message).toBe(
    'trait spent: the column total of orders is text, not a number, which sum needs',
  );
  expect(error.mend).toBe(
    'It was decimal at the last refresh. Mend the table, or cast the column in an `sql` of orders.',
  );
  expect(changedKinds(readRecordedKinds(file), changed)).toEqual(['orders.total was decimal and is text']);
});

test('a time that has become a number is refused', () => {
  const error = refusal(catalogOf({ id: 'integer', at: 'integer', email: 'text', total: 'decimal' }));
  expect(error.message).toBe('entity orders: the column at of orders is integer, not a time');
  expect(error.mend).toContain('It was timestamp at the last refresh.');
});

test('a record that cannot be read only makes errors shorter', () => {
  writeFileSync(file, '{"entity/orders": {"total": "colour"}}');
  expect(readRecordedKinds(file)).toEqual({});
  expect(refusal(catalogOf({ id: 'integer', at: 'timestamp', email: 'text', total: 'text' })).mend).toBe(
    'Mend the table, or cast the column in an `sql` of orders.',
  );
});
