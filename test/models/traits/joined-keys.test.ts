import { beforeAll, expect, test } from 'vitest';
import { DbtError } from '../../../connectors/errors.ts';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

const workspace = workspaceOf([
  {
    kind: 'source',
    slug: 'people',
    table: 'raw.people',
    key: 'id',
    identifiers: [{ type: 'id', column: 'id' }],
  },
  { kind: 'identity', slug: 'people', types: [{ type: 'id' }] },
  {
    kind: 'entity',
    slug: 'visits',
    table: 'raw.visits',
    key: 'id',
    person: { type: 'id', column: 'person' },
    joins: {
      page: { entity: 'pages', on: { site: 'site', page: 'path' } },
      unused: { entity: 'unused', on: 'site' },
    },
  },
  { kind: 'entity', slug: 'pages', sql: 'select * from raw.pages', key: 'no' },
  { kind: 'entity', slug: 'unused', table: 'raw.pages', key: 'no' },
  { kind: 'trait', slug: 'topic', from: 'visits', measure: { last: 'page.topic' } },
]);

async function load(pages: readonly (readonly [string | null, string])[]): Promise<void> {
  const { warehouse } = weft;
  await makeTable(
    warehouse,
    'raw.pages',
    { no: 'integer', site: 'text', path: 'text', topic: 'text' },
    pages.map(([site, path], index) => ({ no: String(index), site, path, topic: 'any' })),
  );
}

beforeAll(async () => {
  const { warehouse } = weft;
  await warehouse.execute('create schema if not exists raw');
  await makeTable(warehouse, 'raw.people', { id: 'text' }, []);
  await makeTable(warehouse, 'raw.visits', { id: 'text', person: 'text', site: 'text', page: 'text' }, []);
});

const run = (id: string) => build(weft, workspace, { id, select: ['related_pages', 'related_unused'] });

test('a joined key that two rows share fails the refresh, and says whose', async () => {
  await load([
    ['a', '/'],
    ['a', '/x'],
    ['b', '/'],
    [null, '/'],
    [null, '/'],
  ]);
  const { nodes } = await run('one');
  // A join that nothing goes over is not tested.
  expect(nodes.map(({ name, status }) => [name, status]).sort()).toEqual([
    ['pages_has_one_row_per_path_and_site', 'succeeded'],
    ['related_pages', 'succeeded'],
    ['related_unused', 'succeeded'],
  ]);
  await load([
    ['a', '/'],
    ['a', '/'],
  ]);
  const error = await run('two').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DbtError);
  expect(String(error)).toContain('test pages_has_one_row_per_path_and_site failed: ');
}, 240_000);
