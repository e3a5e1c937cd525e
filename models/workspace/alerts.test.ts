import { expect, test } from 'vitest';
import { alertChannelsOf, alertOf, syncAlertOf } from './alerts.ts';
import { parsePercent } from './kinds/percent.ts';
import { schemas, Workspace } from './resource.ts';

const reference = (name: string): string => `${'$'}{env:${name}}`;

test.each([
  ['30%', 0.3],
  ['2.5 %', 0.025],
  ['250%', 2.5],
  ['0%', undefined],
  ['30', undefined],
  ['-5%', undefined],
  ['1e1%', undefined],
  ['%', undefined],
])('%s is a share of %s', (text, share) => {
  expect(parsePercent(text)).toBe(share);
});

const alert = (own: unknown, alerts?: unknown) => {
  const segment = schemas.segment.parse({
    ...{ kind: 'segment', slug: 'vip', where: { profile: 'email', is_set: true } },
    ...(own === undefined ? {} : { alert: own }),
  });
  const workspace = schemas.workspace.parse({
    ...{ kind: 'workspace', slug: 'shop' },
    ...(alerts === undefined ? {} : { alerts }),
  });
  return alertOf(new Workspace([workspace, segment]), segment);
};

test('a segment has the alert of the workspace, but for what it says itself', () => {
  expect(alert(undefined)).toBeNull();
  expect(alert(undefined, { swing: '30%' })).toEqual({ swing: 0.3, atLeast: 50 });
  expect(alert({ swing: '20%' }, { swing: '30%', at_least: 10 })).toEqual({ swing: 0.2, atLeast: 10 });
  expect(alert({ at_least: 100 }, { swing: '30%' })).toEqual({ swing: 0.3, atLeast: 100 });
  expect(alert({ swing: '20%' })).toEqual({ swing: 0.2, atLeast: 50 });
  expect(alert(false, { swing: '30%' })).toBeNull();
});

const sync = (own: object, workspace: object = {}) => {
  const declared = schemas.sync.parse({
    ...{
      kind: 'sync',
      slug: 'ads',
      from: { table: 'raw.people' },
      mode: 'upsert',
      key: 'id',
      map: { id: 'id' },
    },
    ...{ to: { destination: 'hook', object: 'request' } },
    ...own,
  });
  const shop = schemas.workspace.parse({ kind: 'workspace', slug: 'shop', ...workspace });
  return syncAlertOf(new Workspace([shop, declared]), declared);
};
const hour = 3_600_000;

test('a sync has an alert without a word, and turns off what it names', () => {
  const usual = { rejectedShare: 0.05, slowerThanMs: 4 * hour, staleAfterMs: null, sizeChange: 0.5 };
  expect(sync({})).toEqual(usual);
  expect(sync({ alert: { slower_than: '30 minutes', size_change: false } })).toEqual({
    ...usual,
    ...{ slowerThanMs: hour / 2, sizeChange: null },
  });
  expect(Object.values(sync({ alert: false }))).toEqual([null, null, null, null]);
});

test.each([
  ['manual', {}, null],
  [{ cron: '0 6 * * *' }, {}, 48],
  [{ cron: '*/5  *  * * *' }, {}, 48],
  [{ cron: '0 6 * * mon' }, {}, null],
  [{ after: 'refresh' }, {}, null],
  [{ after: 'refresh' }, { refresh: { cron: '0 5 * * *' } }, 48],
  [{ after: 'refresh' }, { refresh: { cron: '0 5 1 * *' } }, null],
])('a sync that runs %j in %j is stale after %s hours', (when, workspace, hours) => {
  expect(sync({ when }, workspace).staleAfterMs).toBe(hours === null ? null : hours * hour);
  expect(sync({ when, alert: { stale_after: '1 week' } }, workspace).staleAfterMs).toBe(168 * hour);
});

test('channels have names that say where they lead and no secret', () => {
  const to = [
    { email: 'ops@acme.example', from: 'weft@acme.example', smtp: 'smtp://relay.acme.example:25' },
    { slack: reference('SLACK') },
    { slack: { token: reference('TOKEN'), channel: '#ops' } },
    { pagerduty: reference('PAGER') },
    { webhook: 'https://hooks.acme.example/T0/s3cret?key=s3cret' },
    { webhook: 'https://hooks.acme.example/other' },
  ];
  const shop = schemas.workspace.parse({ kind: 'workspace', slug: 'shop', alerts: { to } });
  expect(alertChannelsOf(new Workspace([shop])).map(({ name }) => name)).toEqual([
    'email ops@acme.example',
    `slack ${reference('SLACK')}`,
    'slack #ops',
    `pagerduty ${reference('PAGER')}`,
    'webhook https://hooks.acme.example',
    'webhook https://hooks.acme.example (2)',
  ]);
});
