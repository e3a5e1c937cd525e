import { describe, expect, test } from 'vitest';
import type { ColumnKind } from '../../../connectors/warehouses/dialect.ts';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';

/** A value as a text that its kind can be cast from, its canonical text, and its JSON where that is another. */
const values: readonly [kind: ColumnKind, given: string, text: string, json?: string][] = [
  ['text', 'it\'s "so" \\ /', 'it\'s "so" \\ /', '"it\'s \\"so\\" \\\\ /"'],
  ['text', 'zwei\nZeilen\tüöß 😀', 'zwei\nZeilen\tüöß 😀', '"zwei\\nZeilen\\tüöß 😀"'],
  ['text', '', '', '""'],
  ['integer', '9223372036854775807', '9223372036854775807'],
  ['integer', '-100', '-100'],
  ['decimal', '1.50', '1.5'],
  ['decimal', '100', '100'],
  ['decimal', '0.05', '0.05'],
  ['decimal', '-12345678901234567.123456789', '-12345678901234567.123456789'],
  ['double', '300.15', '300.15'],
  ['double', '0.30000000000000004', '0.3'],
  ['double', '-2.5', '-2.5'],
  ['double', '100', '100'],
  ['double', '0', '0'],
  ['double', '0.0001', '0.0001'],
  ['double', '123456789012345', '123456789012345'],
  ['double', '1e20', '1.00000000000000e+20'],
  ['double', '-1.5e-7', '-1.50000000000000e-07'],
  ['double', 'NaN', 'NaN', '"NaN"'],
  ['boolean', 'true', 'true'],
  ['boolean', 'false', 'false'],
  ['date', '2026-02-28', '2026-02-28', '"2026-02-28"'],
  ['timestamp', '2026-11-22 10:00:00+00:00', '2026-11-22T10:00:00Z', '"2026-11-22T10:00:00Z"'],
  ['timestamp', '2026-11-22 10:00:00.120+02:00', '2026-11-22T08:00:00.12Z', '"2026-11-22T08:00:00.12Z"'],
  [
    'timestamp',
    '1969-12-31 23:59:59.999999+00:00',
    '1969-12-31T23:59:59.999999Z',
    '"1969-12-31T23:59:59.999999Z"',
  ],
];
const kinds = ['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'json'] as const;

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  test('a value has the same text and the same JSON', async () => {
    const { dialect } = weft.warehouse;
    const columns = values.map(
      ([kind, given], index) => `${dialect.cast(dialect.literal(given), kind)} as v_${index}`,
    );
    const texts = values.map(([kind], index) => `${dialect.text(`v_${index}`, kind)} as t_${index}`);
    const objects = values.map(
      ([kind], index) =>
        `${dialect.jsonObject([{ name: 'v', expression: `v_${index}`, kind }])} as j_${index}`,
    );
    const [row] = await weft.warehouse.query(
      `select ${[...texts, ...objects].join(', ')} from (select ${columns.join(', ')}) as given`,
    );
    expect(values.map((_, index) => row?.[`t_${index}`])).toEqual(values.map(([, , text]) => text));
    expect(values.map((_, index) => row?.[`j_${index}`])).toEqual(
      values.map(([, , text, json]) => `{"v":${json ?? text}}`),
    );
  });

  test('null stays null, and keys stay in their order', async () => {
    const { dialect } = weft.warehouse;
    const fields = kinds.map((kind) => ({ name: `z ${kind} "é`, expression: `n_${kind}`, kind })).reverse();
    const nulls = kinds.map((kind) => `${dialect.cast('null', kind)} as n_${kind}`);
    const [row] = await weft.warehouse.query(
      `select ${dialect.jsonObject(fields)} as object, ${kinds.map((kind) => `${dialect.text(`n_${kind}`, kind)} as ${kind}_text`).join(', ')}
       from (select ${nulls.join(', ')}) as given`,
    );
    expect(row?.object).toBe(`{${fields.map((field) => `${JSON.stringify(field.name)}:null`).join(',')}}`);
    expect(kinds.map((kind) => row?.[`${kind}_text`])).toEqual(kinds.map(() => null));
  });

  test('a list of distinct values is sorted, is JSON in a payload, and null where there is none', async () => {
    const { dialect } = weft.warehouse;
    const rows = ['b', 'a', 'b', null].map(
      (value) => `select ${dialect.cast(dialect.literal(value), 'text')} as v`,
    );
    const from = `(${rows.join(' union all ')}) as given`;
    const list = (where: string) => `(select ${dialect.distinctList('v')} as l from ${from} where ${where})`;
    const [row] = await weft.warehouse.query(
      `select s.l as some, n.l as none, ${dialect.jsonObject([{ name: 'l', expression: 's.l', kind: 'json' }])} as object
       from ${list('true')} as s cross join ${list('v is null')} as n`,
    );
    expect(row).toEqual({ some: ['a', 'b'], none: null, object: '{"l":["a","b"]}' });
  });

  test.for([
    ['50% off', '50%', true],
    ['5 off', '5_off', true],
    ['a\\b', 'a\\%', true],
    ['ab', 'a\\%', false],
    ["o'neil", "%'%", true],
  ] as const)('%s is like %s: %s', async ([text, pattern, matches]) => {
    const { dialect } = weft.warehouse;
    const [row] = await weft.warehouse.query(
      `select ${dialect.like(dialect.literal(text), pattern)} as found`,
    );
    expect(row?.found).toBe(matches);
  });

  test('a search holds what it is given for itself', async () => {
    const { dialect } = weft.warehouse;
    const text = dialect.literal("100%_\\x 'y'");
    const [row] = await weft.warehouse.query(
      `select ${dialect.contains(text, '%_\\x')} as c, ${dialect.contains(text, '1_0')} as d, ${dialect.startsWith(text, '100%')} as s, ${dialect.startsWith(text, '%')} as t`,
    );
    expect(row).toEqual({ c: true, d: false, s: true, t: false });
  });

  test('days begin at midnight of the zone, over a change of its clock', async () => {
    const { dialect } = weft.warehouse;
    const at = (text: string) => dialect.literal(new Date(text));
    const zone = 'America/New_York';
    const [row] = await weft.warehouse.query(
      `select ${dialect.text(dialect.dayStart(at('2026-11-01T20:00:00Z'), zone), 'timestamp')} as start,
        ${dialect.text(dialect.hoursBefore(dialect.dayStart(at('2026-11-02T20:00:00Z'), zone), 24), 'timestamp')} as before,
        ${dialect.daysBetween(at('2026-11-01T03:59:00Z'), at('2026-11-02T04:59:00Z'), zone)} as days`,
    );
    expect(row).toEqual({ start: '2026-11-01T04:00:00Z', before: '2026-11-01T05:00:00Z', days: '1' });
  });
});
