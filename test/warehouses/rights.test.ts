import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessCheck } from '../../connectors/warehouses/connection.ts';
import { startBigQueryEmulator } from '../emulators/bigquery/start.ts';
import { startSnowflakeEmulator } from '../emulators/snowflake/start.ts';
import { useWeft } from '../fixtures/weft.ts';

interface Checked {
  ok: boolean;
  type: string;
  facts: { name: string; value: string }[];
  checks: AccessCheck[];
}
interface Diagnosis {
  ok: boolean;
  checks: { check: string; result: string; detail: string; mend?: string }[];
}
interface Status {
  parts: { part: string; mode: string; answers: boolean; detail: string }[];
}

const secret = 'hunter22-hunter22';

async function bigQuery() {
  const emulator = await startBigQueryEmulator();
  return {
    title: 'BigQuery',
    env: { ...emulator.environment, BIGQUERY_TOKEN: secret },
    deny: () => emulator.deny('bigquery.tables.getData', 'raw.people'),
    grant: /grant `roles\/bigquery\.dataViewer` on schema `test`\.`raw`/,
    detail: /BigQuery, project test, location US/,
    stop: emulator.stop,
  };
}

async function snowflake() {
  const emulator = await startSnowflakeEmulator({ password: secret });
  return {
    title: 'Snowflake',
    env: emulator.environment,
    deny: () =>
      emulator.refuse({
        at: 'statement',
        matching: 'from "RAW"."PEOPLE"',
        code: '003001',
        message: "SQL access control error:\nInsufficient privileges to operate on table 'PEOPLE'",
      }),
    grant: /grant select on table .*people to role weft_role/i,
    detail: /Snowflake, account emulator, database weft_db/,
    stop: emulator.stop,
  };
}

const engines = await Promise.all([bigQuery(), snowflake()]);

describe.each(engines)('$title', (engine) => {
  const weft = useWeft(['postgres'], engine.env);

  beforeAll(async () => {
    const { dialect } = weft.warehouse;
    await weft.warehouse.execute(`create schema if not exists ${dialect.ident('raw')}`);
    await weft.warehouse.execute(
      `create table ${dialect.table('raw.people')} (${dialect.ident('id')} ${dialect.type('text')})`,
    );
    await weft.warehouse.append('raw.people', [{ id: '1' }]);
    const folder = join(weft.home, 'workspace');
    await mkdir(folder, { recursive: true });
    const source = { kind: 'source', slug: 'people', table: 'raw.people', key: 'id' };
    writeFileSync(join(folder, 'people.yml'), JSON.stringify(source));
    await weft.answer('apply', folder);
  }, 60_000);

  afterAll(() => engine.stop());

  test('with every right the check is well, and says who Weft is there', async () => {
    const checked = await weft.answer<Checked>('warehouse', 'check');
    expect(checked).toMatchObject({ ok: true, type: engine.title });
    expect(checked.checks.map(({ result }) => result)).toEqual(checked.checks.map(() => 'ok'));
    expect(checked.checks.map(({ name }) => name)).toContain('read raw.people');
    expect(JSON.stringify(checked)).not.toContain(secret);
  });

  test('the status asks the warehouse itself, beside the embedded control database', async () => {
    const status: Status = JSON.parse((await weft.weft('status', '--json')).stdout);
    const named = (part: string) => status.parts.find((each) => each.part === part);
    expect(named('warehouse')).toMatchObject({ mode: 'external', answers: true });
    expect(named('warehouse')?.detail).toMatch(engine.detail);
    expect(named('postgres')).toMatchObject({ mode: 'embedded', answers: true });
    expect(JSON.stringify(status)).not.toContain(secret);
  });

  test('a missing grant is one line of the doctor and of the check, with the grant', {
    timeout: 120_000,
  }, async () => {
    await engine.deny();
    const diagnosis: Diagnosis = JSON.parse((await weft.weft('doctor', '--json')).stdout);
    expect(diagnosis.ok).toBe(false);
    const failed = diagnosis.checks.filter(({ result }) => result === 'fail');
    expect(failed.map(({ check }) => check)).toEqual(['Right: read raw.people']);
    expect(failed[0]?.mend).toMatch(engine.grant);
    const check = await weft.weft('warehouse', 'check');
    expect(check.exitCode).toBe(1);
    expect(check.stdout.match(/^✖ read raw\.people/gm)).toHaveLength(1);
    expect(check.stdout).toMatch(engine.grant);
    expect(check.stdout + check.stderr + JSON.stringify(diagnosis)).not.toContain(secret);
  });
});
