import { beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../connectors/warehouses/connection.ts';
import type { ColumnKind } from '../../connectors/warehouses/dialect.ts';
import { build, workspaceOf } from '../fixtures/build.ts';
import { makeTable } from '../fixtures/tables.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';

const weft = useWarehouse('ducklake');

type Rows = [columns: Record<string, ColumnKind>, rows: Row[]];

/** Rows of values in the order of the columns; the times are UTC unless they say otherwise. */
const rowsOf = (columns: Record<string, ColumnKind>, ...values: unknown[][]): Rows => [
  columns,
  values.map((row) =>
    Object.fromEntries(Object.keys(columns).map((name, index) => [name, row[index] ?? null])),
  ) as Row[],
];

const crm = rowsOf(
  {
    id: 'text',
    email: 'text',
    name: 'text',
    phone: 'text',
    points: 'integer',
    score: 'double',
    born: 'date',
    at: 'timestamp',
  },
  // Ann: three records here, one in the shop.
  ['ann1', 'ann@x.example', 'Ann', '030 1234567', 5, 1.5, '1990-05-01', '2026-01-01T00:00:00Z'],
  ['ann2', 'ann@x.example', 'Anna', null, 9, Number.NaN, null, '2026-03-01T00:00:00Z'],
  ['ann3', 'ann@x.example', ' Ann ', null, 5, 0.5, '1989-05-01', null],
  // Bob: what says nothing, or is no value of its type, does not count, however new it is.
  ['bob1', 'bob@x.example', 'Bob', '+49 30 7654321', null, null, null, '2026-01-01T00:00:00Z'],
  ['bob2', 'BOB@x.example ', ' N/A ', '12', null, null, null, '2026-02-01T00:00:00Z'],
  ['bob3', 'bob@x.example', 'null', '0000000000', null, null, null, '2026-03-01T00:00:00Z'],
  ['bob4', 'bob@x.example', '', 'call me', null, null, null, '2026-04-01T00:00:00Z'],
  // Cyd: the same moment in two zones, and a tie within a source.
  ['cyd1', 'cyd@x.example', 'Cyd Early', null, null, null, null, '2026-05-01T00:30:00+02:00'],
  ['dan1', 'dan@x.example', 'Zed', null, null, null, null, '2026-05-01T00:00:00Z'],
  ['dan2', 'dan@x.example', 'Dan', null, null, null, null, '2026-05-01T00:00:00Z'],
  // Eve: two addresses of one account; the newer one is a mailbox that the rules block.
  ['eve1', 'eve@x.example', 'Eve', null, null, null, null, '2026-01-01T00:00:00Z'],
  ['eve2', 'test+eve@x.example', 'Eve', null, null, null, null, '2026-02-01T00:00:00Z'],
  ['eve3', 'no address', 'Eve', null, null, null, null, '2026-03-01T00:00:00Z'],
  // Fay has nothing but an account.
  ['fay1', null, null, null, null, null, null, null],
);
const accounts: Record<string, string> = { eve1: 'e', eve2: 'e', eve3: 'e', fay1: 'f' };

const golden = {
  email: { keep: 'most_recent', from: ['crm.email'] },
  phone: { keep: 'most_recent', from: ['crm.phone'] },
  newest: { keep: 'most_recent', from: ['crm.name', 'shop.name'] },
  first: { keep: 'oldest', from: ['crm.name', 'shop.name'] },
  usual: { keep: 'most_frequent', from: ['crm.name', 'shop.name'] },
  preferred: { keep: 'source_priority', from: ['shop.name', 'crm.name'] },
  longest: { keep: 'longest', from: ['crm.name', 'shop.name'] },
  last_name: { keep: 'max', from: ['crm.name', 'shop.name'] },
  best: { keep: 'max', from: ['crm.points'] },
  worst: { keep: 'min', from: ['crm.points'] },
  top: { keep: 'max', from: ['crm.score'] },
  born: { keep: 'min', from: ['crm.born'] },
};

describe('golden records', () => {
  const person = async (email: string | null, columns: string[]): Promise<unknown[]> => {
    const selected = columns.map((name) => `p.${name}`).join(', ');
    const rows = await weft.warehouse.query(
      `select ${selected} from weft.profiles as p where ${email === null ? 'email is null' : 'email = $1'}`,
      email === null ? {} : { values: [email] },
    );
    expect(rows).toHaveLength(1);
    return Object.values(rows[0] ?? {});
  };
  const from = (name: string) => [name, `${name}_source`, `${name}_source_key`, `${name}_source_time`];

  beforeAll(async () => {
    await weft.warehouse.execute('create schema if not exists raw');
    const [columns, rows] = crm;
    await makeTable(
      weft.warehouse,
      'raw.crm',
      { ...columns, account: 'text' },
      rows.map((row) => ({ ...row, account: accounts[String(row.id)] ?? null })),
    );
    // Times without a zone are UTC.
    await weft.warehouse.execute(
      'create table raw.shop (id varchar, email varchar, name varchar, "at" timestamp)',
    );
    await weft.warehouse.execute(`insert into raw.shop values
      ('s1', 'ann@x.example', 'Annabel', '2026-02-01 00:00:00'),
      ('s2', 'cyd@x.example', 'Cyd Late', '2026-04-30 23:00:00'),
      ('s3', 'dan@x.example', 'Aaron', '2026-05-01 00:00:00')`);
    const source = (slug: string, identifiers: object[]) => ({
      kind: 'source' as const,
      slug,
      table: `raw.${slug}`,
      key: 'id',
      time: 'at',
      identifiers,
    });
    const workspace = workspaceOf([
      source('crm', [
        { type: 'account', column: 'account' },
        { type: 'email', column: 'email' },
        { type: 'phone', column: 'phone' },
      ]),
      source('shop', [{ type: 'email', column: 'email' }]),
      {
        kind: 'identity',
        slug: 'people',
        types: [
          { type: 'account' },
          { type: 'email', normalize: 'email', plus: true, block: ['test@%'] },
          { type: 'phone', normalize: 'phone', region: 'DE' },
        ],
        golden,
      },
    ]);
    await build(weft, workspace, { id: 'golden', now: '2026-06-01T00:00:00Z', select: ['+profiles'] });
  }, 240_000);

  test('each strategy takes the value that it says, and names its record', async () => {
    const ann = (name: string) => person('ann@x.example', from(name));
    const january = ['crm', 'ann1', '2026-01-01T00:00:00Z'];
    const march = ['crm', 'ann2', '2026-03-01T00:00:00Z'];
    const february = ['shop', 's1', '2026-02-01T00:00:00Z'];
    expect(await ann('newest')).toEqual(['Anna', ...march]);
    expect(await ann('first')).toEqual(['Ann', ...january]);
    expect(await ann('usual')).toEqual(['Ann', ...january]);
    expect(await ann('preferred')).toEqual(['Annabel', ...february]);
    expect(await ann('longest')).toEqual(['Annabel', ...february]);
    expect(await ann('last_name')).toEqual(['Annabel', ...february]);
    expect(await ann('best')).toEqual(['9', ...march]);
    // Of equal values the newest record's; one without a time comes last.
    expect(await ann('worst')).toEqual(['5', ...january]);
    // What is no number is no value.
    expect(await ann('top')).toEqual([1.5, ...january]);
    expect(await ann('born')).toEqual(['1989-05-01', 'crm', 'ann3', null]);
  });

  test('placeholders and refused values never win, and an identifier is fit to be written to', async () => {
    const bob = (name: string) => person('bob@x.example', from(name));
    expect(await bob('newest')).toEqual(['Bob', 'crm', 'bob1', '2026-01-01T00:00:00Z']);
    expect(await bob('phone')).toEqual(['+49307654321', 'crm', 'bob1', '2026-01-01T00:00:00Z']);
    expect(await bob('email')).toEqual(['bob@x.example', 'crm', 'bob4', '2026-04-01T00:00:00Z']);
    expect(await person('ann@x.example', from('phone'))).toEqual([
      '+49301234567',
      'crm',
      'ann1',
      '2026-01-01T00:00:00Z',
    ]);
    expect(await person('eve@x.example', from('email'))).toEqual([
      'eve@x.example',
      'crm',
      'eve1',
      '2026-01-01T00:00:00Z',
    ]);
  });

  test('times are compared as moments; ties go by the order of `from`, then by the value', async () => {
    expect(await person('cyd@x.example', from('newest'))).toEqual([
      'Cyd Late',
      'shop',
      's2',
      '2026-04-30T23:00:00Z',
    ]);
    expect(await person('cyd@x.example', from('first'))).toEqual([
      'Cyd Early',
      'crm',
      'cyd1',
      '2026-04-30T22:30:00Z',
    ]);
    expect(await person('dan@x.example', from('newest'))).toEqual([
      'Dan',
      'crm',
      'dan2',
      '2026-05-01T00:00:00Z',
    ]);
    expect(await person('dan@x.example', from('preferred'))).toEqual([
      'Aaron',
      'shop',
      's3',
      '2026-05-01T00:00:00Z',
    ]);
  });

  test('who has no value has none, and no source of it', async () => {
    const columns = Object.keys(golden).flatMap(from);
    expect(await person(null, columns)).toEqual(columns.map(() => null));
  });
});

describe('anonymous history', () => {
  const columns: Record<string, ColumnKind> = {
    key: 'text',
    anonymous: 'text',
    account: 'text',
    event: 'text',
    at: 'timestamp',
  };
  const event = (key: string, day: number, anonymous: string, account: string | null = null): Row => ({
    key,
    anonymous,
    account,
    event: 'view',
    at: `2026-07-0${day}T12:00:00Z`,
  });
  const workspace = workspaceOf([
    {
      kind: 'source',
      slug: 'web',
      table: 'raw.web',
      shape: 'events',
      key: 'key',
      time: 'at',
      event: 'event',
      identifiers: [
        { type: 'account', column: 'account' },
        { type: 'anonymous', column: 'anonymous' },
      ],
    },
    {
      kind: 'source',
      slug: 'accounts',
      table: 'raw.accounts',
      key: 'id',
      time: 'at',
      identifiers: [{ type: 'account', column: 'id' }],
    },
    {
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'account', limit: 1 }, { type: 'anonymous' }],
      golden: { account: { keep: 'most_recent', from: ['accounts.id'] } },
    },
    { kind: 'trait', slug: 'views', from: 'web', measure: 'count', where: { event: 'view' } },
    { kind: 'segment', slug: 'browsers', where: { did: 'view', at_least: 3, within: '30 days' } },
  ]);
  const live = async (day: number, events: Row[]) => {
    await makeTable(weft.warehouse, 'raw.web', columns, events);
    await build(weft, workspace, { id: `anonymous${day}`, now: `2026-07-0${day}T20:00:00Z` });
  };

  /** Each person by the account, or by the devices of the anonymous, with the events and what follows of them. */
  const persons = async (): Promise<Record<string, string>> => {
    const rows = await weft.warehouse.query(`
      select coalesce(p.account, 'nobody on ' || d.devices) as who, e.n as events, c.views, p.first_seen,
        case when s.weft_id is null then 'not in' else 'in' end as browsers
      from weft.profiles as p
      join weft.customer_360 as c on c.weft_id = p.weft_id
      left join (select weft_id, count(*) as n from weft.events group by weft_id) as e on e.weft_id = p.weft_id
      left join (select weft_id, min(value) as devices from weft.identity_identifiers where type = 'anonymous' group by weft_id) as d on d.weft_id = p.weft_id
      left join weft.segment_members as s on s.weft_id = p.weft_id and s.segment = 'browsers'`);
    return Object.fromEntries(
      rows.map((row) => [
        String(row.who),
        `${row.events} events, ${row.views} views, since ${String(row.first_seen).slice(0, 10)}, ${row.browsers}`,
      ]),
    );
  };
  const weftId = async (account: string) =>
    (
      await weft.warehouse.query('select weft_id from weft.profiles where account = $1', {
        values: [account],
      })
    )[0]?.weft_id;

  const browsing = [event('e1', 1, 'phone'), event('e2', 2, 'phone'), event('e3', 3, 'phone')];
  const shared = [event('t1', 1, 'tablet'), event('t2', 2, 'tablet'), event('t3', 3, 'tablet', 'kim')];

  beforeAll(async () => {
    await weft.warehouse.execute('create schema if not exists raw');
    await weft.warehouse.execute('drop schema if exists weft cascade');
    await makeTable(weft.warehouse, 'raw.accounts', { id: 'text', at: 'timestamp' }, [
      { id: 'jo', at: '2026-06-01T00:00:00Z' },
      { id: 'kim', at: '2026-06-01T00:00:00Z' },
      { id: 'lee', at: '2026-06-01T00:00:00Z' },
    ]);
    await live(3, [...browsing, ...shared]);
  }, 240_000);

  test('a visitor is a person of their own until they log in, and a known one has the events before', async () => {
    expect(await persons()).toEqual({
      'nobody on phone': '3 events, 3 views, since 2026-07-01, in',
      jo: 'null events, 0 views, since 2026-06-01, not in',
      kim: '3 events, 3 views, since 2026-06-01, in',
      lee: 'null events, 0 views, since 2026-06-01, not in',
    });
  });

  test('what was done before the login belongs to who logs in; a shared device welds nobody', async () => {
    const before = await Promise.all(['jo', 'kim', 'lee'].map(weftId));
    await live(5, [...browsing, event('e4', 4, 'phone', 'jo'), ...shared, event('t4', 4, 'tablet', 'lee')]);
    // Two people have logged in on the tablet: what it did without a login is nobody's, what each did is their own.
    expect(await persons()).toEqual({
      jo: '4 events, 4 views, since 2026-06-01, in',
      kim: '1 events, 1 views, since 2026-06-01, not in',
      lee: '1 events, 1 views, since 2026-06-01, not in',
      'nobody on tablet': '2 events, 2 views, since 2026-07-01, not in',
    });
    expect(await Promise.all(['jo', 'kim', 'lee'].map(weftId))).toEqual(before);
    expect(await weft.warehouse.query('select type, value, rule from weft.identity_conflicts')).toEqual([
      { type: 'anonymous', value: 'tablet', rule: 'limit' },
    ]);
    const moved = await weft.warehouse.query(
      "select change, cause from weft.segment_changes where run_id = 'anonymous5' order by change, cause",
    );
    // jo goes on from the visitor; kim has too few left.
    expect(moved).toEqual([
      { change: 'entered', cause: 'identity' },
      { change: 'left', cause: 'identity' },
      { change: 'left', cause: 'identity' },
    ]);
  }, 240_000);
});
