import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { modelsOf } from '../../../models/dbt/project.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import type { TestWarehouse } from '../../fixtures/use-warehouse.ts';

type LinkRow = readonly [record: string, type: string, value: string, excluded: string | null];

/** The links of a workspace's sources, by the query that the identity run reads. */
export async function linksOf({ warehouse }: TestWarehouse, workspace: Workspace): Promise<LinkRow[]> {
  const catalog = await readCatalog(warehouse, workspace);
  const model = modelsOf(workspace, catalog, warehouse.dialect, 'warehouse').find(
    ({ name }) => name === 'identity_members',
  );
  const rows = await warehouse.query(model?.sql ?? '');
  return rows
    .map(
      ({ source, record_key, type, value, excluded }: Row): LinkRow => [
        `${source}/${record_key}`,
        String(type),
        String(value),
        excluded === null ? null : String(excluded),
      ],
    )
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

const hash = (value: string) => createHash('sha256').update(value, 'utf8').digest('hex');

/** What links the engines make of records. */
export function describeLinks(weft: TestWarehouse): void {
  test('a value that is no identifier says why', async () => {
    const { warehouse } = weft;
    await makeTable(
      warehouse,
      'raw.shop',
      { id: 'integer', mail: 'text', second_mail: 'text', phone: 'text', device: 'text', nothing: 'text' },
      [
        { id: 1, mail: ' Anna@Shop.example', second_mail: 'anna@shop.example', phone: '0151 23456789' },
        { id: 2, mail: 'N/A', second_mail: ' test@shop.example ', phone: '0000000000' },
        { id: 3, mail: `no address ${'x'.repeat(10_000)}`, device: '00000000-0000-0000-0000-000000000000' },
        { id: 4, phone: 'call me' },
        { id: 5 },
      ].map((row) => ({ mail: null, second_mail: null, phone: null, device: null, nothing: null, ...row })),
    );
    const workspace = workspaceOf([
      {
        kind: 'identity',
        slug: 'people',
        types: [
          { type: 'email', normalize: 'email', hash: 'sha256', block: ['test@%'] },
          { type: 'phone', normalize: 'phone', region: 'DE', within: ['store'] },
          { type: 'device', normalize: 'device_id' },
          { type: 'customer_id' },
        ],
      },
      {
        kind: 'source',
        slug: 'shop',
        table: 'raw.shop',
        key: 'id',
        identifiers: [
          { type: 'email', column: 'mail' },
          { type: 'email', column: 'second_mail' },
          { type: 'phone', column: 'phone' },
          { type: 'device', column: 'device' },
          { type: 'customer_id', column: 'nothing' },
        ],
      },
    ]);
    expect(await linksOf(weft, workspace)).toEqual([
      ['shop/1', 'email', hash('anna@shop.example'), null],
      ['shop/1', 'phone', '+4915123456789', 'outside'],
      ['shop/2', 'email', 'N/A', 'placeholder'],
      ['shop/2', 'email', 'test@shop.example', 'blocked'],
      ['shop/2', 'phone', '0000000000', 'placeholder'],
      ['shop/3', 'device', '00000000-0000-0000-0000-000000000000', 'placeholder'],
      ['shop/3', 'email', `no address ${'x'.repeat(245)}`, 'invalid'],
      ['shop/4', 'phone', 'call me', 'invalid'],
    ]);
  });

  test('weak types join together, as many as a composite asks for', async () => {
    const { warehouse } = weft;
    const columns = { id: 'text', name: 'text', zip: 'text', born: 'text', other_name: 'text' } as const;
    const none = { name: null, zip: null, born: null, other_name: null };
    await makeTable(warehouse, 'raw.club', columns, [
      { ...none, id: 'a', name: 'Anna Berg', zip: '10115', born: '1980-01-02', other_name: 'Anna Tal' },
      { ...none, id: 'b', name: 'n/a', zip: '10115', born: '1980-01-02' },
      { ...none, id: 'c', name: 'Anna Berg', zip: '- -' },
      { ...none, id: 'd', zip: '10115|50%' },
    ]);
    await makeTable(warehouse, 'raw.till', { id: 'text', zip: 'text', born: 'date' }, [
      { id: 'z', zip: ' 10115 ', born: '1980-01-02' },
    ]);
    const workspace = workspaceOf([
      {
        kind: 'identity',
        slug: 'people',
        types: [
          { type: 'name', normalize: 'name', weak: true },
          { type: 'zip', normalize: 'plain', weak: true, block: ['-%'] },
          { type: 'born', weak: true },
          { type: 'two_of_three', of: ['name', 'zip', 'born'], at_least: 2 },
          { type: 'all_three', of: ['name', 'zip', 'born'], within: ['till'] },
        ],
      },
      {
        kind: 'source',
        slug: 'club',
        table: 'raw.club',
        key: 'id',
        identifiers: [
          { type: 'zip', column: 'zip' },
          { type: 'born', column: 'born' },
          { type: 'name', column: 'name' },
          { type: 'name', column: 'other_name' },
        ],
      },
      {
        kind: 'source',
        slug: 'till',
        table: 'raw.till',
        key: 'id',
        identifiers: [
          { type: 'zip', column: 'zip' },
          { type: 'born', column: 'born' },
        ],
      },
    ]);
    const composites = (await linksOf(weft, workspace)).filter(([, type]) => /_three$/.test(type));
    expect(composites).toEqual([
      ['club/a', 'all_three', 'name=anna berg|zip=10115|born=1980-01-02', 'outside'],
      ['club/a', 'all_three', 'name=anna tal|zip=10115|born=1980-01-02', 'outside'],
      ['club/a', 'two_of_three', 'name=anna berg|born=1980-01-02', null],
      ['club/a', 'two_of_three', 'name=anna berg|zip=10115', null],
      ['club/a', 'two_of_three', 'name=anna tal|born=1980-01-02', null],
      ['club/a', 'two_of_three', 'name=anna tal|zip=10115', null],
      ['club/a', 'two_of_three', 'zip=10115|born=1980-01-02', null],
      ['club/b', 'two_of_three', 'zip=10115|born=1980-01-02', null],
      ['till/z', 'two_of_three', 'zip=10115|born=1980-01-02', null],
    ]);
  });
}
