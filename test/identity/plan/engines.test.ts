import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFolder } from '../../../cli/validate.ts';
import { withControl } from '../../../connectors/control/connect.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { planIdentity } from '../../../workflows/plan-identity/plan-identity.ts';
import { startBigQueryEmulator } from '../../emulators/bigquery/start.ts';
import { startSnowflakeEmulator } from '../../emulators/snowflake/start.ts';
import { build } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWeft } from '../../fixtures/weft.ts';
import { refusedOf } from '../../models/dialects/sent.ts';
import { columns, files, type Rules, records } from './workspace.ts';

async function bigQuery() {
  const emulator = await startBigQueryEmulator();
  return {
    name: 'bigquery' as const,
    env: emulator.environment,
    deny: () => emulator.deny('bigquery.datasets.create'),
    allow: () => emulator.reset(),
    grant: /add-iam-policy-binding test .*roles\/bigquery\.user/,
    statements: async () =>
      (await emulator.jobs()).reverse().flatMap(({ configuration }) => configuration.query?.query ?? []),
    stop: emulator.stop,
  };
}

async function snowflake() {
  const emulator = await startSnowflakeEmulator();
  return {
    name: 'snowflake' as const,
    env: emulator.environment,
    deny: () =>
      emulator.refuse({
        at: 'statement',
        matching: 'create schema',
        code: '003001',
        message: "SQL access control error:\nInsufficient privileges to operate on database 'WEFT_DB'",
      }),
    allow: emulator.allow,
    grant: /grant usage, create schema on database weft_db to role weft_role/i,
    statements: async () => (await emulator.statements()).map(({ sql }) => sql),
    stop: emulator.stop,
  };
}

const engines = await Promise.all([bigQuery(), snowflake()]);

describe.each(engines)('on $name', (engine) => {
  const weft = useWeft(['postgres'], engine.env);
  afterAll(() => engine.stop());

  const workspace = (name: string, rules: Rules): Promise<Workspace> => {
    const folder = join(weft.home, name);
    mkdirSync(folder);
    const { crm, identity, rest } = files(rules);
    // Every model takes seconds on an emulator: what one segment and one sync need is enough.
    const documents = rest.split('---').filter((each) => /slug: (shop|exports|shop_to_files)$/m.test(each));
    for (const [file, yaml] of Object.entries({ crm, identity, rest: documents.join('---') }))
      writeFileSync(join(folder, `${file}.yml`), yaml);
    return loadFolder(folder);
  };
  let inForce: Workspace;
  let proposed: Workspace;
  const plan = () =>
    withControl(weft.settings, (control) =>
      planIdentity({
        ...{ settings: weft.settings, warehouse: weft.warehouse, control, inForce, proposed },
        ...{ actor: 'test', signal: new AbortController().signal },
      }),
    );
  const schemas = async (): Promise<string[]> => [
    ...new Set((await weft.warehouse.tables()).map(({ schema }) => schema)),
  ];

  beforeAll(async () => {
    await weft.warehouse.execute(`create schema if not exists ${weft.warehouse.dialect.ident('raw')}`);
    await makeTable(weft.warehouse, 'raw.crm', columns, records);
    inForce = await workspace('in force', {});
    proposed = await workspace('proposed', { email: ', max_records: 3', phone: true });
    await build(weft, inForce, { id: 'run1', select: ['+customer_360', '+segment_members'] });
  }, 240_000);

  test('without the right to make a schema it names the grant', async () => {
    await engine.deny();
    await expect(plan()).rejects.toMatchObject({
      name: 'AuthError',
      message: expect.stringContaining('Weft may not make the schema weft_plan_'),
      mend: expect.stringMatching(engine.grant),
    });
    await engine.allow();
  }, 60_000);

  test('a plan counts what it counts on the embedded warehouse, and leaves no schema', async () => {
    const report = await plan();
    expect(report).toMatchObject({
      records: { before: 9, after: 9, added: 0, removed: 0, moved: 5 },
      persons: { before: 4, after: 7 },
      changes: {
        merged: { persons: 1, previous: 1, records: 1 },
        split: { persons: 4, previous: 1, records: 4 },
      },
    });
    expect(report?.largest.after.map((person) => person.records)).toEqual([3, 1, 1, 1, 1, 1, 1]);
    expect(report?.samples.merged[0]?.shared).toEqual([{ type: 'phone', value: '4915112345001' }]);
    expect(report?.samples.split[0]?.shared).toEqual([{ type: 'email', value: 'info@shop.example' }]);
    expect(report?.segments.find(({ segment }) => segment === 'shop')).toEqual({
      segment: 'shop',
      before: 1,
      after: 5,
      entered: 4,
      left: 0,
    });
    expect(report?.syncs).toEqual([
      {
        sync: 'shop_to_files',
        before: { create: 1, update: 0, delete: 0, skipped: 0 },
        after: { create: 5, update: 0, delete: 0, skipped: 0 },
      },
    ]);
    expect((await schemas()).sort()).toEqual(['raw', 'weft']);
  }, 240_000);

  test('every statement that was sent is of the grammar of the engine itself', async () => {
    const sent = await engine.statements();
    expect(sent.filter((sql) => /weft_plan_/i.test(sql)).length).toBeGreaterThan(30);
    expect((await refusedOf(engine.name, sent)).join('\n\n').slice(0, 20_000)).toBe('');
  }, 120_000);
});
