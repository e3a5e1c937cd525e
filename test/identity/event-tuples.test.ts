import { expect, test } from 'vitest';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { identityState } from './identity-state.ts';

const weft = useWarehouse('ducklake');

const workspace = workspaceOf([
  {
    kind: 'source',
    slug: 'web',
    table: 'raw.web',
    shape: 'events',
    key: 'id',
    event: 'name',
    time: 'time',
    identifiers: [
      { type: 'user', column: 'user' },
      { type: 'phone', column: 'phone', region: 'country' },
      { type: 'device', column: 'device' },
    ],
  },
  {
    kind: 'source',
    slug: 'crm',
    table: 'raw.crm',
    key: 'id',
    identifiers: [{ type: 'user', column: 'user' }],
  },
  {
    kind: 'identity',
    slug: 'people',
    types: [{ type: 'user', limit: 1 }, { type: 'phone', normalize: 'phone' }, { type: 'device' }],
  },
]);

interface Event {
  id: string;
  user: string | null;
  phone: string | null;
  country: string | null;
  device: string | null;
  day: number;
}
let next = 0;
const event = (day: number, given: Partial<Omit<Event, 'id' | 'day'>>): Event => {
  next += 1;
  return { id: String(next), user: null, phone: null, country: null, device: null, ...given, day };
};

async function save(events: readonly Event[], users: readonly string[]): Promise<void> {
  await weft.warehouse.execute('create schema if not exists raw');
  await makeTable(
    weft.warehouse,
    'raw.web',
    {
      ...{ id: 'text', name: 'text', user: 'text', phone: 'text', country: 'text', device: 'text' },
      time: 'timestamp',
    },
    events.map(({ day, ...each }) => ({
      ...each,
      name: 'viewed',
      time: new Date(Date.UTC(2026, 0, day)).toISOString(),
    })),
  );
  await makeTable(
    weft.warehouse,
    'raw.crm',
    { id: 'text', user: 'text' },
    users.map((user) => ({ id: user, user })),
  );
}

const refresh = (id: string, fullRefresh = false) =>
  build(weft, workspace, { id, select: ['+identity_members'], fullRefresh });

const runOf = async (id: string) =>
  (
    await weft.warehouse.query(
      'select mode, changed_records as changed, records, persons from weft.identity_runs where run_id = $1',
      { values: [id] },
    )
  )[0];

test('tuples of events are read again only where one is new, earlier or gone', async () => {
  const users = Array.from({ length: 40 }, (_, index) => `u${index}`);
  let events = [
    ...users.map((user, index) => event(2 + (index % 5), { user, device: `d${index}` })),
    ...users.map((_, index) => event(1, { device: `d${index}` })),
    event(3, { user: 'u0', phone: '0171 1234567', country: 'DE' }),
    event(3, { user: 'u0', phone: '0171 1234567', country: 'DE' }),
    event(4, { phone: '+49 171 1234567', device: 'shared' }),
  ];
  const steps: [name: string, change: () => void, changed: number][] = [
    ['nothing', () => {}, 0],
    ['a later event of a known tuple', () => events.push(event(9, { user: 'u1', device: 'd1' })), 0],
    [
      'a late event, before the first of its tuple',
      () => events.push(event(1, { user: 'u1', device: 'd1' })),
      1,
    ],
    ['a new tuple', () => events.push(event(9, { user: 'u2', device: 'shared' })), 1],
    // The one number is of two countries now, so that its tuple has two forms of it.
    ['another country', () => events.push(event(3, { user: 'u0', phone: '0171 1234567', country: 'AT' })), 1],
    [
      'a tuple without events',
      () => {
        events = events.filter(({ user, device }) => user !== null || device !== 'd7');
      },
      1,
    ],
  ];
  await save(events, users);
  await refresh('first');
  expect(await runOf('first')).toEqual({ mode: 'full', changed: '0', records: '122', persons: '40' });
  for (const [name, change, changed] of steps) {
    change();
    await save(events, users);
    await refresh(name);
    expect(await runOf(name), name).toMatchObject({ mode: 'incremental', changed: String(changed) });
    const [links] = await weft.warehouse.query(
      'select count(*) - count(distinct (source, record_key, type, value)) as repeated from weft.identity_links',
    );
    expect(links, name).toEqual({ repeated: '0' });
  }
  const kept = await identityState(weft.warehouse);
  await refresh('anew', true);
  expect(await identityState(weft.warehouse)).toEqual(kept);
}, 300_000);
