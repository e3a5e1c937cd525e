import { beforeAll, describe, expect, test } from 'vitest';
import { explain, explainPair } from '../../models/identity/explain/explain.ts';
import type { HeldBack } from '../../models/identity/explain/held-back.ts';
import type { Path } from '../../models/identity/explain/path.ts';
import { nameOfRecord } from '../../models/identity/record-name.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { columns, records, resources } from './explain-company.ts';

const workspace = workspaceOf(resources);
const weft = useWarehouse('ducklake');
const about = (given: string, most = 25) => explain(weft.warehouse, workspace, given, { most });
const pair = (from: string, to: string) => explainPair(weft.warehouse, workspace, { from, to }, { most: 25 });
const refused = (asked: Promise<unknown>) =>
  asked.then(
    () => 'not refused',
    (error: Error & { mend?: string }) => `${error.message} | ${error.mend}`,
  );
/** A path's steps, none of which is left out. */
const stepsOf = (path: Path | null) => (path?.steps ?? []).flatMap((step) => ('rule' in step ? [step] : []));
const brief = (held: readonly HeldBack[]) => held.map(({ type, value, rule }) => `${type} ${value}: ${rule}`);

beforeAll(async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  await makeTable(weft.warehouse, 'raw.crm', columns, records);
  await build(weft, workspace, {
    id: 'run1',
    now: '2026-02-01T00:00:00Z',
    select: ['+identity_members'],
  });
}, 120_000);

describe('two subjects', () => {
  test('of one person: the shortest path, with the rule and the time of each join', async () => {
    const { same, path, from, run } = await pair('email: ANNA@shop.example', 'email:anna@work.example');
    expect(same).toBe(true);
    expect(run).toMatchObject({ id: 'run1', number: 1, rulesInForce: true });
    expect(from).toEqual({ kind: 'identifier', type: 'email', value: 'anna@shop.example' });
    // a1 → a4 → a5 by device and phone, and a2 → a3 → a5 by phone and device, are as short; the older record leads.
    expect(path?.records.map(nameOfRecord)).toEqual(['crm/a1', 'crm/a4', 'crm/a5']);
    expect(stepsOf(path).map(({ rule }) => rule)).toEqual([
      {
        by: 'identifier',
        type: 'device',
        value: 'long-1',
        priority: 4,
        normalize: 'plain',
        of: null,
        doubtful: false,
      },
      {
        by: 'identifier',
        type: 'phone',
        value: '0309',
        priority: 3,
        normalize: 'plain',
        of: null,
        doubtful: false,
      },
    ]);
    expect(stepsOf(path).map(({ when }) => when)).toEqual([
      { recordedAt: '2026-01-04T08:00:00Z', run: { number: 1, id: 'run1', at: '2026-02-01T00:00:00Z' } },
      { recordedAt: '2026-01-05T08:00:00Z', run: { number: 1, id: 'run1', at: '2026-02-01T00:00:00Z' } },
    ]);
    expect(path?.graph.nodes.map(({ id }) => id)).toEqual([
      'identifier:email:anna@shop.example',
      'record:crm/a1',
      'identifier:device:long-1',
      'record:crm/a4',
      'identifier:phone:0309',
      'record:crm/a5',
      'identifier:email:anna@work.example',
    ]);
    expect(path?.graph.edges).toHaveLength(6);
  });

  test('a long path is shown by its ends', async () => {
    const asked = { from: 'crm/a1', to: 'crm/a5' };
    const { path } = await explainPair(weft.warehouse, workspace, asked, { most: 1 });
    expect(path).toMatchObject({
      joins: 2,
      records: [{ key: 'a1' }, { key: 'a5' }],
      steps: [{ omitted: 1 }],
    });
    expect(path?.graph.nodes.map(({ label }) => label)).toEqual(['crm/a1', '1 record more', 'crm/a5']);
    const others = { from: 'user:u20', to: 'user:u22' };
    const { between } = await explainPair(weft.warehouse, workspace, others, { most: 1 });
    expect(between?.chain).toMatchObject([
      { weftId: between?.one, next: null, omitted: 1 },
      { weftId: between?.other, next: null, omitted: 0 },
    ]);
  });

  test('of one record: no join is needed', async () => {
    const { path } = await pair('phone:0301', 'crm/a2');
    expect(path?.records.map(nameOfRecord)).toEqual(['crm/a2']);
    expect(path?.steps).toEqual([]);
  });

  test('joined by weak identifiers together, which alone join nothing', async () => {
    const { path } = await pair('crm/b1', 'crm/b2');
    expect(stepsOf(path).map(({ rule }) => rule)).toMatchObject([
      { type: 'birth', value: 'called=bo berg|born=1980-01-02', of: ['called', 'born'] },
    ]);
    const { between } = await pair('crm/b1', 'crm/b3');
    expect(between?.shared.shown).toMatchObject([
      {
        type: 'called',
        heldBack: { rule: 'weak', persons: 2 },
        text: expect.stringContaining('part of a composite'),
      },
    ]);
    const whole = await about('birth:called=bo berg|born=1980-01-02');
    expect(whole.person.records.total).toBe(2);
  });

  test('kept apart by a limit: the value that they share, the limit and what they would hold', async () => {
    const { same, between } = await pair('crm/f1', 'user:u11');
    expect(same).toBe(false);
    expect(between?.shared.shown).toMatchObject([
      {
        type: 'phone',
        value: '0310',
        one: 1,
        other: 1,
        heldBack: {
          rule: 'limit',
          records: 2,
          persons: 2,
          passed: [{ type: 'user', limit: 1, together: 2 }],
        },
        text: 'joining the 2 persons that carry it would make one person of 2 values of user, whose limit is 1',
      },
    ]);
    expect(between?.limits).toEqual([
      { type: 'user', limit: 1, one: 1, other: 1, together: 2 },
      { type: 'phone', limit: 3, one: 1, other: 1, together: 1 },
    ]);
    expect(between?.graph.edges.every(({ joins }) => !joins)).toBe(true);
    expect(between?.graph.edges).toHaveLength(2);
  });

  test('connected through others only: the persons between them and what held each back', async () => {
    const { between } = await pair('user:u20', 'user:u22');
    expect(between?.shared.total).toBe(0);
    const kiosk = await about('crm/k2');
    expect(
      between?.chain?.map(({ weftId, next }) => [weftId, next && `${next.type} ${next.value} ${next.rule}`]),
    ).toEqual([
      [between?.one, 'device kiosk-1 limit'],
      [kiosk.person.weftId, 'phone 0320 limit'],
      [between?.other, null],
    ]);
    expect(between?.graph.edges).toHaveLength(4);
  });

  test('with nothing in common: says so', async () => {
    const { between } = await pair('user:u1', 'user:u10');
    expect(between).toMatchObject({ shared: { total: 0 }, chain: null, keptApart: [], alone: [] });
  });

  test('over a value that was `full`: used where nothing else leads there, and marked', async () => {
    const { path } = await pair('crm/v2', 'crm/v3');
    expect(stepsOf(path).map(({ rule }) => rule)).toMatchObject([
      { type: 'device', value: 'van', doubtful: true },
    ]);
    const { same, between } = await pair('crm/v1', 'crm/v2');
    expect(same).toBe(false);
    expect(between?.shared.shown).toMatchObject([{ heldBack: { rule: 'full' } }]);
  });
});

describe('one subject', () => {
  test('shows the records, the tree of joins and the identifiers of the person', async () => {
    const { person, persons, heldBack } = await about('email:anna@shop.example');
    expect(persons).toMatchObject({ total: 1, shown: [{ records: 2 }] });
    expect(heldBack).toEqual([]);
    expect(person.records.shown.map(nameOfRecord)).toEqual([
      'crm/a1',
      'crm/a2',
      'crm/a3',
      'crm/a4',
      'crm/a5',
    ]);
    const tree = person.tree.map(({ record, parent, join }) => [
      nameOfRecord(record),
      parent && nameOfRecord(parent),
      join?.rule.by === 'identifier' ? `${join.rule.type} ${join.rule.value}` : null,
    ]);
    expect(tree).toEqual([
      ['crm/a1', null, null],
      ['crm/a2', 'crm/a1', 'email anna@shop.example'],
      ['crm/a4', 'crm/a1', 'device long-1'],
      ['crm/a3', 'crm/a2', 'phone 0301'],
      ['crm/a5', 'crm/a4', 'phone 0309'],
    ]);
    expect(person.identifiers.total).toBe(7);
    expect(person.identifiers.shown[0]).toMatchObject({
      type: 'device',
      value: 'long-1',
      records: 2,
      firstSeen: '2026-01-01T08:00:00Z',
    });
    expect(person.graph.nodes.filter(({ kind }) => kind === 'record')).toHaveLength(5);
    expect(person.graph.edges.filter(({ joins }) => joins)).toHaveLength(12);
  });

  test('shows no more than was asked for, and how many there are', async () => {
    const { person } = await about('user:u1', 2);
    expect(person.records).toMatchObject({ shown: { length: 2 }, total: 5 });
    expect(person.tree).toHaveLength(2);
    expect(person.identifiers).toMatchObject({ shown: { length: 2 }, total: 7 });
  });

  test('a person of one record has a tree of that record', async () => {
    const { person } = await about('crm/f1');
    expect(person.tree).toMatchObject([{ record: { key: 'f1' }, parent: null, join: null }]);
    expect(brief(person.heldBack.shown)).toEqual(['phone 0310: limit']);
  });

  test('a value of several persons names them all, and why it did not join them', async () => {
    const { persons, heldBack } = await about('phone:0310');
    expect(persons.total).toBe(2);
    expect(brief(heldBack)).toEqual(['phone 0310: limit']);
    const dropped = await about('email:info@shop.example', 4);
    expect(dropped.persons.shown).toHaveLength(4);
    expect(dropped.persons.total).toBe(6);
    expect(dropped.heldBack.map(({ text }) => text)).toEqual(['carried by 6 records, over max_records 5']);
    expect(dropped.person.heldBack.shown[0]).toMatchObject({ rule: 'max_records', records: 6, persons: 6 });
  });

  test('a person is found by id', async () => {
    const { person } = await about('user:u1');
    expect((await about(`weft_id:${person.weftId}`)).person.records.total).toBe(5);
  });
});

describe('what leads nowhere', () => {
  test('an unknown type, source or form names what is near', async () => {
    expect(await refused(about('mail:anna@shop.example'))).toContain('Did you mean email?');
    expect(await refused(about('anna'))).toContain('neither an identifier nor a record');
    expect(await refused(about('crm/a11'))).toMatch(/no record a11 .*Did you mean crm\/a1/);
    expect(await refused(about('weft_id:nobody'))).toContain('no person has the id nobody');
  });

  test('an unknown value says in which form it was looked for, and what is near', async () => {
    expect(await refused(about('email:ANNE@shop.example'))).toBe(
      'no record carries email ANNE@shop.example (looked for "anne@shop.example") | Did you mean email:anna@shop.example?',
    );
    expect(await refused(about('phone:tablet'))).toContain('It is known as device:tablet.');
  });

  test('a value that is no identifier says why', async () => {
    const said = await refused(about('email:Bot@blocked.example'));
    expect(said).toContain('it is carried by 1 record, and is blocked by a pattern of its type');
    expect(said).toContain('crm/x1');
    expect(await refused(about('email:no mail'))).toContain('refused by the normaliser of its type');
    expect(await refused(about('email:n/a'))).toContain('a placeholder that says nothing');
    const { person } = await about('crm/x1');
    expect(brief(person.excluded.shown)).toEqual(['email bot@blocked.example: blocked']);
  });
});

test('two records joined by likeness: the pair, with its probability', async () => {
  await makeTable(weft.warehouse, 'raw.guests', { id: 'text', name: 'text', born: 'text' }, [
    { id: 'g1', name: 'Ida Holm', born: '1980-01-02' },
    { id: 'g2', name: 'Ida Holn', born: '1980-01-02' },
    { id: 'g3', name: 'Per Lund', born: '1980-01-02' },
  ]);
  const likeness = workspaceOf([
    {
      kind: 'source',
      slug: 'guests',
      table: 'raw.guests',
      key: 'id',
      identifiers: [{ type: 'id', column: 'id' }],
    },
    {
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'id' }],
      fuzzy: {
        compare: {
          name: { from: ['guests.name'], levenshtein: [1], m: [0.7, 0.2, 0.1], u: [0.001, 0.001, 0.998] },
          born: { from: ['guests.born'], m: [0.9, 0.1], u: [0.01, 0.99] },
        },
        block_on: [['born']],
        prior: 0.5,
      },
    },
  ]);
  await build(weft, likeness, { id: 'run2', select: ['+identity_members'] });
  const asked = { from: 'guests/g1', to: 'guests/g2' };
  const { path } = await explainPair(weft.warehouse, likeness, asked, { most: 25 });
  // Odds 1 to 1, times 0.2 / 0.001 for the name and 0.9 / 0.01 for the birthday: 18,000 to 1.
  const [step] = stepsOf(path);
  expect(step?.rule).toMatchObject({ by: 'pair', probability: expect.closeTo(18_000 / 18_001, 9) });
  expect(path?.graph.nodes.map(({ kind }) => kind)).toEqual(['record', 'pair', 'record']);
  const { person } = await explain(weft.warehouse, likeness, 'guests/g1', { most: 25 });
  expect(person.graph.edges.filter(({ target }) => target.startsWith('pair:'))).toHaveLength(2);
  expect((await explain(weft.warehouse, likeness, 'guests/g3', { most: 25 })).person.records.total).toBe(1);
}, 120_000);
