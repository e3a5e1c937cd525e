import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../connectors/control/audit.ts';
import { withControl } from '../../connectors/control/connect.ts';
import { workspaceInForce } from '../../connectors/control/versions.ts';
import { syncSchema } from '../../models/workspace/kinds/sync.ts';
import { findSourceRows, rehearseRow, sendOneRow, type TriedRow } from '../../workflows/run-sync/one-row.ts';
import { HttpSink } from '../contracts/destinations/http-sink.ts';
import { useWeft } from '../fixtures/weft.ts';
import { applyWorkspace } from './workspace.ts';

process.env.WEFT_EGRESS_ALLOW = '127.0.0.1';
process.env.HOOK_TOKEN = 'a-token-nobody-may-see';
const sink = await HttpSink.start();
const weft = useWeft(['postgres'], { WEFT_EGRESS_ALLOW: '127.0.0.1' });

/** As somebody has it on the screen: it is in force nowhere. */
const sync = syncSchema.parse({
  ...{ kind: 'sync', slug: 'new', from: { table: 'raw.pets' }, mode: 'upsert', key: 'pet_id' },
  to: { destination: 'hook', object: 'request' },
  map: { name: 'pet_name', age: { column: 'age', type: 'integer' }, note: { value: 'HOOK: a-token' } },
});

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await weft.warehouse.execute('create table raw.pets (pet_id varchar, pet_name varchar, age varchar)');
  await weft.warehouse.execute(
    "insert into raw.pets values ('p1', 'Rex', '4'), ('p2', 'Mia', 'young'), ('p3', 'Tom', '2'), ('p3', 'Tim', '3')",
  );
  await applyWorkspace(weft, {
    workspace: `kind: destination\nslug: hook\ntype: webhook\nconfig: { url: "${sink.url}", auth: { bearer: "\${env:HOOK_TOKEN}" } }`,
  });
}, 60_000);

afterAll(() => sink.close());

const trying = <T>(
  work: (
    tools: Parameters<typeof rehearseRow>[0],
    making: Parameters<typeof findSourceRows>[1],
  ) => Promise<T>,
) =>
  withControl(weft.settings, async (control) =>
    work(
      { settings: weft.settings, control, warehouse: weft.warehouse },
      { workspace: await workspaceInForce(control), sync, search: '', limit: 10 },
    ),
  );

const rehearse = (key: string): Promise<TriedRow> =>
  trying((tools, { workspace }) => rehearseRow(tools, { workspace, sync, key }));

test('a row of the source is found by its key or by a name', async () => {
  const found = (search: string) => trying((tools, making) => findSourceRows(tools, { ...making, search }));
  expect((await found('')).map(({ key }) => key)).toEqual(['p1', 'p2', 'p3', 'p3']);
  expect(await found('REX')).toEqual([
    {
      key: 'p1',
      told: [
        { column: 'pet_name', value: 'Rex' },
        { column: 'age', value: '4' },
        { column: 'pet_id', value: 'p1' },
      ],
    },
  ]);
  expect(await found("o'neil")).toEqual([]);
});

test('a rehearsal shows the exact request without secrets, and sends nothing', async () => {
  const tried = await rehearse('p1');
  expect(tried).toMatchObject({
    row: { key: 'p1', operation: 'create', fields: { name: 'Rex', age: 4, note: 'HOOK: a-token' } },
    refused: null,
    result: null,
    fault: null,
  });
  expect(tried.told).toHaveLength(1);
  const [told] = tried.told;
  if (told?.kind !== 'http') throw new Error('a webhook is asked by HTTP');
  expect(told).toMatchObject({ method: 'POST', url: sink.url, answer: null });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: how a file refers to a secret
  expect(told.headers.authorization).toBe('Bearer ${env:HOOK_TOKEN}');
  expect(JSON.parse(told.body ?? '')).toMatchObject({
    sync: 'new',
    rows: [{ key: 'p1', operation: 'create', fields: { name: 'Rex', age: 4 } }],
  });
  expect(JSON.stringify(tried)).not.toContain('a-token-nobody-may-see');
  expect(sink.requests).toEqual([]);
});

test('a row that a run would not send says why', async () => {
  expect((await rehearse('p2')).refused).toMatch(/age: .*young/);
  expect((await rehearse('p3')).refused).toBe('2 rows have this key');
  expect((await rehearse('p9')).refused).toBe('the source has no row with this key');
  expect(sink.requests).toEqual([]);
});

test('one row is sent once, leaves no state behind, and stands in the audit log without its values', async () => {
  const send = () =>
    trying((tools, { workspace }) => sendOneRow(tools, { workspace, sync, key: 'p1', by: 'mia' }));
  const sent = await send();
  expect(sent).toMatchObject({ result: { status: 'accepted' }, fault: null });
  expect(sent.told[0]).toMatchObject({ answer: { status: 200, text: '{}' } });
  expect(sink.requests).toHaveLength(1);
  expect(sink.requests[0]?.headers.authorization).toBe('Bearer a-token-nobody-may-see');
  sink.refuse = () => 'no pets today';
  expect((await send()).result).toEqual({
    status: 'rejected',
    reason: expect.stringContaining('no pets today'),
  });
  // A refused batch is tried again as it is nowhere.
  expect(sink.requests).toHaveLength(2);
  const [state] = await weft.warehouse.query('select count(*) as n from weft.sync_state');
  expect(Number(state?.n)).toBe(0);
  const tables = await weft.warehouse.query(
    "select table_name from information_schema.tables where table_name like '%preview%'",
  );
  expect(tables).toEqual([]);
  const audit = await withControl(weft.settings, (control) => listAudit(control, { subject: 'sync/new' }));
  expect(audit.map(({ actor, action, detail }) => ({ actor, action, detail }))).toEqual([
    {
      actor: 'mia',
      action: 'sync.test_row',
      detail: { destination: 'hook', object: 'request', outcome: 'rejected' },
    },
    {
      actor: 'mia',
      action: 'sync.test_row',
      detail: { destination: 'hook', object: 'request', outcome: 'accepted' },
    },
  ]);
});

test('a secret that is not set is named before anything is asked', async () => {
  const { HOOK_TOKEN } = process.env;
  delete process.env.HOOK_TOKEN;
  try {
    await expect(rehearse('p1')).rejects.toThrow('destination hook needs HOOK_TOKEN');
  } finally {
    process.env.HOOK_TOKEN = HOOK_TOKEN;
  }
});
