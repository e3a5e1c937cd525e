import { beforeAll, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../connectors/warehouses/connection.ts';
import { generation } from '../../models/dbt/context.ts';
import { type Audit, auditIdentity } from '../../models/identity/audit/audit.ts';
import { decide, listDecisions, undo } from '../../models/identity/decisions.ts';
import { explain, explainPair } from '../../models/identity/explain/explain.ts';
import { oneRecord } from '../../models/identity/one-record.ts';
import { readCatalog } from '../../workflows/refresh-models/catalog.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { refusedOf } from '../models/dialects/sent.ts';
import { columns, records, resources } from './explain-company.ts';

const workspace = workspaceOf(resources);
const lake = useWarehouse('ducklake');

async function auditOf(warehouse: Warehouse): Promise<Audit> {
  const catalog = await readCatalog(warehouse, workspace);
  return auditIdentity(warehouse, generation(workspace, catalog, warehouse.dialect, 'warehouse'), {
    most: 5,
  });
}

/** One explanation of each kind. */
async function explanationsOf(warehouse: Warehouse): Promise<unknown[]> {
  const asked = [
    ['email: ANNA@shop.example', 'email:anna@work.example'],
    ['crm/f1', 'user:u11'],
    ['user:u20', 'user:u22'],
  ] as const;
  const pairs = [];
  for (const [from, to] of asked)
    pairs.push(await explainPair(warehouse, workspace, { from, to }, { most: 5 }));
  return [...pairs, await explain(warehouse, workspace, 'email:info@shop.example', { most: 5 })];
}

/** What the lake's refresh wrote, on another engine: that refreshes agree there is tested with the resolution. */
async function copyIdentity(to: Warehouse): Promise<void> {
  const { dialect } = lake.warehouse;
  for (const name of [
    'members',
    'edges',
    'links',
    'persons',
    'identifiers',
    'dropped',
    'conflicts',
    'exclusions',
    'runs',
  ]) {
    const path = `weft.identity_${name}`;
    const kept = await lake.warehouse.columns(path);
    const list = kept.map((column) => dialect.ident(column.name)).join(', ');
    const rows = await lake.warehouse.query(`select ${list} from ${dialect.table(path)}`);
    await makeTable(to, path, Object.fromEntries(kept.map(({ name, kind }) => [name, kind])), rows);
  }
}

beforeAll(async () => {
  await lake.warehouse.execute('create schema if not exists raw');
  await makeTable(lake.warehouse, 'raw.crm', columns, records);
  await build(lake, workspace, { id: 'run1', now: '2026-02-01T00:00:00Z', select: ['+identity_members'] });
}, 180_000);

describe('on ducklake', () => {
  let audit: Audit;

  beforeAll(async () => {
    audit = await auditOf(lake.warehouse);
  });

  test('finds the person that is two groups, the value that holds them, and their names', () => {
    const worst = audit.clusters[0];
    expect(worst).toMatchObject({
      records: 8,
      values: { device: 1, email: 2 },
      names: { first_name: 5 },
      diameter: { joins: 3, exact: true },
    });
    expect(worst?.hinges?.map(({ type, value, parts }) => [type, value, parts])).toEqual([
      ['device', 'hinge', [4, 4]],
      ['email', 'left@shop.example', [5, 1, 1, 1]],
      ['email', 'right@shop.example', [5, 1, 1, 1]],
    ]);
    expect(audit.clusters.map(({ score }) => score)).toEqual(
      audit.clusters.map(({ score }) => score).sort((a, b) => b - a),
    );
    const [first, second] = audit.findings;
    expect([first?.kind, second?.kind].sort()).toEqual(['hinge', 'many_names']);
    const hinge = audit.findings.find(({ kind }) => kind === 'hinge');
    expect(hinge?.text).toContain('hangs together by device hinge alone: without it 4 records of 8');
    expect(hinge?.mend).toContain('add it to block of device, or set its max_records');
  });

  test('counts what most records carry, and what was kept from joining, with a mend for each', () => {
    expect(audit.carried[0]).toEqual({ type: 'email', value: 'left@shop.example', records: 4, persons: 1 });
    expect(audit.carried.map(({ value }) => value)).not.toContain('info@shop.example');
    expect(audit.dropped).toEqual([
      { type: 'email', values: 1, links: 6, shown: [{ value: 'info@shop.example', records: 6 }] },
    ]);
    expect(audit.conflicts.map(({ rule, type, values }) => `${rule} ${type} ${values}`).sort()).toEqual([
      'full device 1',
      'limit device 1',
      'limit phone 2',
    ]);
    expect(
      audit.exclusions
        .map(({ source, type, reason, links }) => `${source} ${type} ${reason} ${links}`)
        .sort(),
    ).toEqual([
      'crm email blocked 1',
      'crm email invalid 1',
      'crm email placeholder 1',
      'null email max_records 6',
    ]);
    expect(audit.findings.find(({ kind }) => kind === 'over_max_records')?.mend).toContain(
      'raise max_records of email',
    );
    expect(audit.findings.every(({ mend }) => mend.length > 0)).toBe(true);
  });
});

describe.each(['ducklake', 'snowflake', 'bigquery'] as const)('on %s', (name) => {
  const weft = name === 'ducklake' ? lake : useWarehouse(name);

  if (name !== 'ducklake') {
    test('finds and explains the same', async () => {
      for (const schema of ['raw', 'weft'])
        await weft.warehouse.execute(`create schema if not exists ${weft.warehouse.dialect.ident(schema)}`);
      await makeTable(weft.warehouse, 'raw.crm', columns, records);
      await copyIdentity(weft.warehouse);
      expect(await auditOf(weft.warehouse)).toEqual(await auditOf(lake.warehouse));
      expect(await explanationsOf(weft.warehouse)).toEqual(await explanationsOf(lake.warehouse));
    }, 300_000);
  }

  test('keeps decisions, of which the newest about a pair is in force until it is undone', async () => {
    const { warehouse } = weft;
    expect(await listDecisions(warehouse)).toEqual([]);
    const by = { by: 'anna', why: 'it\'s one "passport"\n', origin: 'manual' as const };
    const pair = [await oneRecord(warehouse, workspace, 'user:u11'), { source: 'crm', key: 'f1' }] as const;
    const same = await decide(
      warehouse,
      { decision: 'same', records: [...pair] },
      { ...by, at: '2026-03-01T00:00:00.000Z' },
    );
    expect([same.record.key, same.other?.key]).toEqual(['f1', 'f2']);
    const different = await decide(
      warehouse,
      { decision: 'different', records: [pair[1], pair[0]] },
      { ...by, at: '2026-03-02T00:00:00.000Z' },
    );
    const states = async () => (await listDecisions(warehouse)).map(({ id, state }) => `${id} ${state}`);
    expect(await states()).toEqual([`${different.id} in force`, `${same.id} replaced`]);
    await undo(warehouse, different.id, { ...by, why: 'the other one' });
    expect(await states()).toEqual([`${different.id} undone`, `${same.id} in force`]);
    expect((await listDecisions(warehouse))[1]).toMatchObject({
      decision: 'same',
      by: 'anna',
      why: 'it\'s one "passport"',
      at: '2026-03-01T00:00:00Z',
      origin: 'manual',
    });
  }, 120_000);

  // The embedded engine is the real one.
  if (name === 'ducklake') return;
  test('every statement that was sent is of the grammar of the engine itself', async () => {
    const sent = await weft.statements();
    expect(sent.length).toBeGreaterThan(40);
    expect((await refusedOf(name, sent)).join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});
