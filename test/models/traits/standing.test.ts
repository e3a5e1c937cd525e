import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import { modelsOf } from '../../../models/dbt/project.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { ago, buildPersons, traitsByPerson } from './persons.ts';

type Stage = readonly [stage: string | null, since: string | null, previous: string | null];

/**
 * Times of each person's rows, and where they stand: active for 90 days, at risk until 180, new for 30. Windows begin
 * at midnight in Berlin, which is 23:00 UTC the day before in winter and 22:00 in summer.
 */
const lives: Record<string, readonly [times: readonly (string | null)[], stage: Stage]> = {
  first: [[ago(5)], ['new', ago(5), null]],
  several: [
    [ago(2), ago(30)],
    ['new', ago(30), null],
  ],
  new_still: [['2026-10-22T23:00:00Z'], ['new', '2026-10-22T23:00:00Z', null]],
  new_no_more: [['2026-10-22T22:59:59Z'], ['active', '2026-11-21T23:00:00Z', 'new']],
  steady: [
    [ago(200), ago(150), ago(80), ago(10)],
    ['active', '2026-06-05T22:00:00Z', 'new'],
  ],
  back_in_time: [
    [ago(150), ago(20), ago(15)],
    ['active', ago(20), 'at_risk'],
  ],
  back: [
    [ago(300), ago(20)],
    ['reactivated', ago(20), 'lapsed'],
  ],
  back_at_once: [
    [ago(300), ago(20), ago(20)],
    ['reactivated', ago(20), 'lapsed'],
  ],
  back_again: [
    [ago(10), ago(300), ago(20), ago(20)],
    ['active', ago(10), 'reactivated'],
  ],
  twice_away: [
    [ago(700), ago(400), ago(150), ago(10)],
    ['active', ago(10), 'at_risk'],
  ],
  slipping: [
    [ago(300), ago(250), ago(100)],
    ['at_risk', '2026-11-12T23:00:00Z', 'active'],
  ],
  slipping_again: [
    [ago(400), ago(100)],
    ['at_risk', '2026-11-12T23:00:00Z', 'reactivated'],
  ],
  slipping_at_once: [[ago(100)], ['at_risk', '2026-11-12T23:00:00Z', 'active']],
  at_risk_still: [['2026-05-25T23:00:00Z'], ['at_risk', '2026-08-24T22:00:00Z', 'active']],
  gone: [['2026-05-25T22:59:59Z'], ['lapsed', '2026-11-21T23:00:00Z', 'at_risk']],
  long_gone: [
    [ago(900), ago(600)],
    ['lapsed', '2025-09-28T22:00:00Z', 'at_risk'],
  ],
  to_come: [[ago(-5)], [null, null, null]],
  timeless: [[null], [null, null, null]],
  nobody: [[], [null, null, null]],
};

type Answer = readonly [key: string, score: number | null, at: string | null];
type Standing = readonly [group: string | null, score: number | null, at: string | null, answers: number];

const opinions: Record<string, readonly [answers: readonly Answer[], standing: Standing]> = {
  promoter: [
    [
      ['1', 3, ago(20)],
      ['2', 9, ago(10)],
    ],
    ['promoter', 9, ago(10), 2],
  ],
  passive: [
    [
      ['3', 7, ago(1)],
      ['4', 6, ago(2)],
    ],
    ['passive', 7, ago(1), 2],
  ],
  detractor: [[['5', 6, ago(1)]], ['detractor', 6, ago(1), 1]],
  none_of_the_scale: [
    [
      ['6', 0, ago(5)],
      ['7', 11, ago(1)],
      ['8', -1, ago(1)],
    ],
    ['detractor', 0, ago(5), 1],
  ],
  empty: [
    [
      ['9', null, ago(1)],
      ['a', 10, ago(3)],
      ['b', 1, null],
      ['c', 1, ago(-1)],
    ],
    ['promoter', 10, ago(3), 1],
  ],
  at_once: [
    [
      ['e', 10, ago(1)],
      ['d', 8, ago(1)],
    ],
    ['passive', 8, ago(1), 2],
  ],
  silent: [[['f', null, ago(1)]], [null, null, null, 0]],
  nobody: [[], [null, null, null, 0]],
};

type Ticket = readonly [opened: string | null, closed: string | null, csat: number | null];
type Support = readonly [
  open: number,
  tickets: number,
  hours: number | null,
  csat: number | null,
  health: string | null,
];

/** A week ago begins on 2026-11-14 at 23:00 UTC. */
const troubles: Record<string, readonly [tickets: readonly Ticket[], support: Support]> = {
  waiting: [[['2026-11-14T22:59:59Z', null, null]], [1, 1, null, null, 'poor']],
  asked: [[['2026-11-14T23:00:00Z', null, null]], [1, 1, null, null, 'fair']],
  content: [
    [
      [ago(10), ago(9, 19), 5],
      [ago(5), ago(4, 23), 4],
    ],
    [0, 2, 3, 4.5, 'good'],
  ],
  // The last that is rated counts, not the last.
  hurt: [
    [
      [ago(3), ago(2), 2],
      [ago(9), ago(8), 5],
      [ago(8), ago(7), 5],
      [ago(1), ago(0), null],
    ],
    [0, 4, 24, 4, 'poor'],
  ],
  mild: [
    [
      [ago(9), ago(8), 3],
      [ago(3), ago(2, 12), 4],
    ],
    [0, 2, 18, 3.5, 'fair'],
  ],
  closing: [[[ago(3), ago(-1), 1]], [1, 1, null, null, 'fair']],
  backwards: [[[ago(2), ago(3), null]], [0, 1, null, null, 'good']],
  timeless: [[[null, ago(3), 1]], [0, 0, null, null, null]],
  nobody: [[], [0, 0, null, null, null]],
};

const at = (value: unknown): number | null => (value === null ? null : Date.parse(String(value)));
const asNumber = (value: unknown): number | null => (value === null ? null : Number(value));
/** The rows of all persons, numbered. */
const rowsOf = <T>(
  given: Record<string, readonly [readonly T[], unknown]>,
  row: (person: string, each: T) => Row,
): Row[] =>
  Object.entries(given)
    .flatMap(([person, [each]]) => each.map((one) => row(person, one)))
    .map((one, index) => ({ id: `r${index}`, ...one }));

const person = { type: 'id', column: 'person' };
const trait = (slug: string, more: Record<string, unknown>) => ({ kind: 'trait' as const, slug, ...more });

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);
  let workspace: Workspace;
  let found: Record<string, Row>;

  beforeAll(async () => {
    const ids = [lives, opinions, troubles].flatMap((given) => Object.keys(given));
    workspace = await buildPersons(weft, {
      people: { columns: { id: 'text' }, rows: [...new Set(ids)].map((id) => ({ id })) },
      tables: {
        visits: {
          columns: { id: 'text', person: 'text', came: 'timestamp' },
          rows: rowsOf(lives, (id, came) => ({ person: id, came })),
        },
        answers: {
          columns: { id: 'text', person: 'text', score: 'integer', answered: 'timestamp' },
          rows: rowsOf(opinions, (id, [key, score, answered]) => ({
            ...{ id: key, person: id, answered },
            score: score === null ? null : String(score),
          })),
        },
        tickets: {
          columns: { id: 'text', person: 'text', opened: 'timestamp', closed: 'timestamp', csat: 'decimal' },
          rows: rowsOf(troubles, (id, [opened, closed, csat]) => ({
            ...{ person: id, opened, closed },
            csat: csat === null ? null : String(csat),
          })),
        },
      },
      resources: [
        { kind: 'entity', slug: 'visits', table: 'raw.visits', key: 'id', time: 'came', person },
        { kind: 'entity', slug: 'answers', table: 'raw.answers', key: 'id', time: 'answered', person },
        { kind: 'entity', slug: 'tickets', table: 'raw.tickets', key: 'id', time: 'opened', person },
        trait('stage', {
          from: 'visits',
          lifecycle: { active: '90 days', at_risk: '180 days', new: '1 month' },
        }),
        trait('brief', { from: 'visits', lifecycle: { active: '20 days', at_risk: '40 days' } }),
        trait('mood', { from: 'answers', nps: { score: 'score' } }),
        trait('care', { from: 'tickets', support: { closed: 'closed', satisfaction: 'csat' } }),
        trait('unrated', { from: 'tickets', support: { closed: 'closed' } }),
      ],
    });
    found = await traitsByPerson(weft, [
      ...['stage', 'stage_since', 'stage_previous', 'brief', 'brief_since', 'brief_previous'],
      ...['mood', 'mood_score', 'mood_at', 'mood_answers'],
      ...[
        'care',
        'care_tickets',
        'care_resolution_hours',
        'care_last_at',
        'care_satisfaction',
        'care_health',
      ],
      ...['unrated', 'unrated_health'],
    ]);
  });

  test.each(Object.entries(lives))('lifecycle of %s', (id, [, [stage, since, previous]]) => {
    const row = found[id];
    expect([row?.stage, at(row?.stage_since), row?.stage_previous]).toEqual([stage, at(since), previous]);
  });

  test('who is new for as long as active was new before being at risk', () => {
    const brief = (id: string) => [found[id]?.brief, at(found[id]?.brief_since), found[id]?.brief_previous];
    expect(brief('new_still')).toEqual(['at_risk', at('2026-11-12T23:00:00Z'), 'new']);
    expect(brief('several')).toEqual(['active', at(ago(2)), 'at_risk']);
    expect(brief('first')).toEqual(['new', at(ago(5)), null]);
  });

  test('a stage begins when it says, after the one that it says', async () => {
    // One person stands for all where each statement is dear; what follows is the same on every engine.
    const checked = Object.entries(lives).slice(0, name === 'ducklake' ? undefined : 1);
    const { warehouse } = weft;
    const catalog = await readCatalog(warehouse, workspace);
    const asOf = async (id: string, time: number): Promise<Row | undefined> => {
      const models = modelsOf(workspace, catalog, warehouse.dialect, 'warehouse', {
        past: { asOf: new Date(time), computed: () => false },
      });
      const sql = models.find((model) => model.name === 'trait_stage')?.sql ?? '';
      const rows = await warehouse.query(`select * from (${sql}) as t`);
      return rows.find(({ weft_id }) => weft_id === id);
    };
    for (const [id, [, [stage, since, previous]]] of checked) {
      const start = at(since);
      if (start === null) continue;
      expect((await asOf(id, start))?.stage, `${id} at ${since}`).toBe(stage);
      expect((await asOf(id, start - 1))?.stage ?? null, `${id} before ${since}`).toBe(previous);
    }
  });

  test.each(Object.entries(opinions))('nps of %s', (id, [, [group, score, time, answers]]) => {
    const row = found[id];
    expect([row?.mood, asNumber(row?.mood_score), at(row?.mood_at), Number(row?.mood_answers)]).toEqual([
      ...[group, score, at(time), answers],
    ]);
  });

  test.each(Object.entries(troubles))(
    'support of %s',
    (id, [tickets, [open, count, hours, csat, health]]) => {
      const row = found[id];
      const opened = tickets.flatMap(([time]) => at(time) ?? []);
      expect([
        ...[Number(row?.care), Number(row?.care_tickets), asNumber(row?.care_resolution_hours)],
        ...[asNumber(row?.care_satisfaction), row?.care_health, at(row?.care_last_at)],
      ]).toEqual([open, count, hours, csat, health, opened.length === 0 ? null : Math.max(...opened)]);
    },
  );

  test('health without satisfaction is told from what is open', () => {
    const ids = ['waiting', 'asked', 'hurt', 'nobody'];
    expect(ids.map((id) => found[id]?.unrated_health)).toEqual(['poor', 'fair', 'good', null]);
    expect(Number(found.asked?.unrated)).toBe(1);
  });
});
