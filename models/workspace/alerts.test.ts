import { expect, test } from 'vitest';
import { alertOf } from './alerts.ts';
import { parsePercent } from './kinds/percent.ts';
import { schemas, Workspace } from './resource.ts';

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
