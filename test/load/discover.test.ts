import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { discover } from '../../cli/init-from/discover.ts';
import { loadFolder } from '../../cli/validate.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { warehouseNames } from '../fixtures/warehouses.ts';
import { loadShop } from '../models/shop.ts';

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  const folder = mkdtempSync(join(tmpdir(), 'weft discovered '));
  beforeAll(() => loadShop(weft.warehouse), 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('tables become sources and entities with their keys, times and persons', async () => {
    const workspaceFolder = join(folder, 'shop');
    const found = await discover(weft.settings, ['raw'], { workspace: workspaceFolder });
    expect(found.tables.toSorted()).toEqual(['raw.clicks', 'raw.club', 'raw.orders', 'raw.people']);
    const workspace = await loadFolder(workspaceFolder);
    expect(workspace.get('source', 'people')).toMatchObject({
      table: 'raw.people',
      key: 'id',
      identifiers: expect.arrayContaining([expect.objectContaining({ type: 'email', column: 'email' })]),
    });
    expect(workspace.get('entity', 'orders')).toMatchObject({
      table: 'raw.orders',
      key: 'id',
      time: 'ordered',
      person: { type: 'email', column: 'email' },
    });
    expect(readFileSync(join(workspaceFolder, 'workspace.yml'), 'utf8')).toContain(
      'roposed by weft init --discover, from 4 tables',
    );
  }, 120_000);

  test('a schema that is not there is named with the nearest, and nothing is written', async () => {
    const workspaceFolder = join(folder, 'none');
    await expect(discover(weft.settings, ['rwa'], { workspace: workspaceFolder })).rejects.toThrow(
      'the warehouse has no schema rwa with tables that Weft may read',
    );
    expect(existsSync(join(workspaceFolder, 'workspace.yml'))).toBe(false);
  });
});
