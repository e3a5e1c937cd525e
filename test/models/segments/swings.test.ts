import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { swingSteps } from '../../../workflows/refresh-models/swings.ts';
import { workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';

const segment = (slug: string, alert?: unknown, where: unknown = { profile: 'email', is_set: true }) => ({
  ...{ kind: 'segment' as const, slug, where },
  ...(alert === undefined ? {} : { alert }),
});
const sync = (slug: string, from: object, paused = false) => ({
  ...{ kind: 'sync' as const, slug, from, to: { destination: 'out', object: 'file' }, mode: 'upsert' },
  ...{ key: 'weft_id', map: { id: 'weft_id' }, paused },
});

const declared = [
  ...['shrinking', 'steady', 'small', 'fresh', 'empty', 'retried', 'still'].map((slug) => segment(slug)),
  segment('strict', { swing: '10%', at_least: 5 }),
  segment('loose', { at_least: 500 }),
  segment('silent', false),
  segment('made_of_it', undefined, { not: { segment: 'shrinking' } }),
  { kind: 'list' as const, slug: 'autumn', parts: [{ segment: 'shrinking' }] },
  sync('plain', { segment: 'shrinking' }),
  sync('resting', { segment: 'shrinking' }, true),
  sync('listed', { table: 'weft.list_of_autumn' }),
  sync('nested', { segment: 'made_of_it' }),
  sync('elsewhere', { segment: 'small' }),
];
const alerts = { kind: 'workspace' as const, slug: 'shop', alerts: { swing: '30%' } };

/** So many changes of a segment by a run; a number tells those of one run apart that was tried again. */
const moves = (text: string, persons: number, attempt = 0): Row[] => {
  const [segmentSlug, run_id, change, cause] = text.split(' ');
  return Array.from({ length: persons }, (_, index) => ({
    ...{ segment: segmentSlug ?? '', run_id: run_id ?? '', change: change ?? '', cause: cause ?? '' },
    weft_id: `p${attempt * 1000 + index}`,
    at: `2026-11-0${run_id === 'now' ? 2 : 1}T06:0${attempt}:00Z`,
  }));
};

const changes = [
  ...['shrinking', 'steady', 'silent', 'loose', 'retried', 'still'].flatMap((slug) =>
    moves(`${slug} before entered data`, 200),
  ),
  ...['small', 'strict'].flatMap((slug) => moves(`${slug} before entered data`, 70)),
  ...['small', 'strict'].flatMap((slug) => moves(`${slug} before left data`, 10)),
  // 200 to 130, by 35 %.
  ...moves('shrinking now left data', 70),
  ...moves('shrinking now left definition', 5),
  ...moves('shrinking now entered identity', 5),
  // Exactly 30 %, which is not more.
  ...moves('steady now left data', 60),
  // Two thirds, but of few.
  ...moves('small now left data', 40),
  // 60 to 67, by 11.7 %.
  ...moves('strict now entered data', 7),
  ...moves('loose now left data', 150),
  ...moves('silent now left data', 150),
  ...moves('fresh now entered definition', 500),
  ...moves('empty now entered data', 55),
  ...moves('retried now left data', 40),
  ...moves('retried now left data', 40, 1),
];

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  beforeAll(async () => {
    const { warehouse } = weft;
    await warehouse.execute(`create schema if not exists ${warehouse.dialect.ident('weft')}`);
    const text = (...names: string[]) => Object.fromEntries(names.map((each) => [each, 'text' as const]));
    await makeTable(
      warehouse,
      'weft.segment_changes',
      { ...text('segment', 'run_id', 'change', 'cause', 'weft_id'), at: 'timestamp' },
      changes,
    );
    await makeTable(warehouse, 'weft.segment_runs', text('segment', 'run_id'), [
      ...['empty', 'still'].map((slug) => ({ segment: slug, run_id: 'before' })),
      ...['empty', 'still', 'fresh'].map((slug) => ({ segment: slug, run_id: 'now' })),
    ]);
  }, 120_000);

  const steps = async (resources: Parameters<typeof workspaceOf>[0], run = 'now') =>
    Object.fromEntries(
      (await swingSteps(weft.warehouse, workspaceOf(resources), run)).map(
        ({ name: step, status, message }) => [step, `${status}: ${message}`],
      ),
    );

  test('segments that moved beyond their alert are warned of, with their causes and the syncs that follow', async () => {
    expect(await steps([alerts, ...declared])).toEqual({
      swing_shrinking:
        'warned: “Shrinking” went from 200 to 130 persons (−35 %), beyond the 30 % of its alert: 5 entered and 75 left; 70 by data, 5 by definition, 5 by identity. Syncs that follow it: plain, resting (paused), nested, listed.',
      swing_strict:
        'warned: “Strict” went from 60 to 67 persons (+11.7 %), beyond the 10 % of its alert: 7 entered and 0 left; 7 by data, 0 by definition, 0 by identity. No sync follows it.',
      swing_empty:
        'warned: “Empty” went from 0 to 55 persons, beyond the 30 % of its alert: 55 entered and 0 left; 55 by data, 0 by definition, 0 by identity. No sync follows it.',
      swing_retried:
        'warned: “Retried” went from 200 to 120 persons (−40 %), beyond the 30 % of its alert: 0 entered and 80 left; 80 by data, 0 by definition, 0 by identity. No sync follows it.',
    });
  }, 60_000);

  test('without alerts of the workspace only segments with their own are looked at', async () => {
    expect(Object.keys(await steps(declared))).toEqual(['swing_strict']);
    expect(await steps([segment('shrinking')])).toEqual({});
    expect(await steps([alerts, ...declared], 'another')).toEqual({});
  }, 60_000);
});
