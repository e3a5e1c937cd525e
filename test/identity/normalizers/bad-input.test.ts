import { expect, test } from 'vitest';
import { build, workspaceOf } from '../../fixtures/build.ts';
import { makeTable } from '../../fixtures/tables.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { linksOf } from './links.ts';

const weft = useWarehouse('ducklake');

/** Texts that break what was quoted, split or logged carelessly; each is on two records. */
const hostile = [
  "'; drop table weft.identity_members; --",
  'a"b`c\\d$1%s',
  '{{ ref("x") }} {% raw %} {# no #}',
  '@links @record',
  '/*[[ and false ]]*/',
  'two\nlines\tand \u0007',
  '😀 👩‍👩‍👧 é e\u0301',
  'a|b=c%7C',
  'x'.repeat(10_000),
];
const count = 200;

async function loadRecords(): Promise<void> {
  await weft.warehouse.execute('create schema if not exists raw');
  const columns = { id: 'integer', empty: 'text', everyone: 'text', phone: 'text', text: 'text' } as const;
  const rows = Array.from({ length: count }, (_, id) => ({
    id,
    empty: null,
    everyone: 'the same',
    phone: `no number, ${id}`,
    text: id < hostile.length * 2 ? (hostile[id % hostile.length] ?? null) : ' N/A ',
  }));
  await makeTable(weft.warehouse, 'raw.crm', columns, rows);
}

const workspaceWith = (everyone: Record<string, unknown>) =>
  workspaceOf([
    {
      kind: 'identity',
      slug: 'people',
      types: [
        { type: 'empty' },
        { type: 'phone', normalize: 'phone', region: 'DE' },
        { type: 'text' },
        { type: 'everyone', ...everyone },
      ],
    },
    {
      kind: 'source',
      slug: 'crm',
      table: 'raw.crm',
      key: 'id',
      identifiers: ['empty', 'phone', 'text', 'everyone'].map((type) => ({ type, column: type })),
    },
  ]);

const refresh = (id: string, everyone: Record<string, unknown>) =>
  build(weft, workspaceWith(everyone), { id, select: ['+identity_members'] });

test('a column of nulls, a normaliser that refuses all, hostile texts and a shared value leave persons apart', async () => {
  await loadRecords();
  await refresh('r1', { max_records: 100 });
  const { warehouse } = weft;

  const excluded = await warehouse.query(
    'select source, type, reason, links from weft.identity_exclusions order by type, reason',
  );
  expect(excluded.map((row) => ({ ...row, links: Number(row.links) }))).toEqual([
    // Of all sources together
    { source: null, type: 'everyone', reason: 'max_records', links: count },
    { source: 'crm', type: 'phone', reason: 'invalid', links: count },
    { source: 'crm', type: 'text', reason: 'placeholder', links: count - hostile.length * 2 },
  ]);
  const [dropped] = await warehouse.query('select type, value, records from weft.identity_dropped');
  expect([dropped?.type, dropped?.value, Number(dropped?.records)]).toEqual(['everyone', 'the same', count]);

  const joined = await warehouse.query(
    `select l.value, count(*) as records, count(distinct m.weft_id) as persons
     from weft.identity_links l join weft.identity_members m on m.source = l.source and m.record_key = l.record_key
     where l.type = 'text' and l.excluded is null group by l.value`,
  );
  expect(joined.map(({ value }) => String(value)).sort()).toEqual([...hostile].sort());
  expect(joined.map((row) => [Number(row.records), Number(row.persons)])).toEqual(hostile.map(() => [2, 1]));
  const [persons] = await warehouse.query('select count(*) as n from weft.identity_persons');
  expect(Number(persons?.n)).toBe(count - hostile.length);
}, 120_000);

test('a value on every record that nothing holds back stops the run before it changes anything', async () => {
  const before = await weft.warehouse.query(
    'select weft_id, person_id from weft.identity_persons order by 1',
  );
  await expect(refresh('r2', {})).rejects.toThrow(
    /one person would hold 200 of 200 records; nothing was changed.*type everyone.*max_records/s,
  );
  expect(
    await weft.warehouse.query('select weft_id, person_id from weft.identity_persons order by 1'),
  ).toEqual(before);
}, 120_000);

test('a column whose type changed has the same values, and one that is gone is named', async () => {
  await weft.warehouse.execute('create schema if not exists raw');
  const workspace = workspaceOf([
    {
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'card' }, { type: 'phone', normalize: 'phone', region: 'DE' }],
    },
    {
      kind: 'source',
      slug: 'till',
      table: 'raw.till',
      key: 'id',
      identifiers: ['card', 'phone'].map((type) => ({ type, column: type })),
    },
  ]);
  const links = [];
  for (const [card, phone, row] of [
    ['text', 'text', { id: 1, card: '1234', phone: '4915123456789' }],
    ['integer', 'decimal', { id: 1, card: 1234, phone: '4915123456789' }],
  ] as const) {
    await makeTable(weft.warehouse, 'raw.till', { id: 'integer', card, phone }, [row]);
    links.push(await linksOf(weft, workspace));
  }
  expect(links[0]).toEqual([
    ['till/1', 'card', '1234', null],
    ['till/1', 'phone', '+4915123456789', null],
  ]);
  expect(links[1]).toEqual(links[0]);

  await makeTable(weft.warehouse, 'raw.till', { id: 'integer', card: 'text' }, []);
  await expect(build(weft, workspace, { id: 'r3' })).rejects.toThrow(/till.*has no column phone/);
});
