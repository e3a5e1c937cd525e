import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Value } from '../../../connectors/warehouses/connection.ts';
import type { ColumnKind, Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Topic } from './contract.ts';

type Expression = (dialect: Dialect) => string;
type Case = [label: string, expression: Expression, expected: Value];

const text =
  (value: string | null): Expression =>
  (dialect) =>
    dialect.cast(dialect.literal(value), 'text');
const of =
  (value: string | null, kind: ColumnKind): Expression =>
  (dialect) =>
    dialect.cast(dialect.literal(value), kind);

const md5Of = (value: string): string => createHash('md5').update(value, 'utf8').digest('hex');

const textCases: Case[] = [
  ...['', 'abc', "it's", 'é 漢字 😀', '\\'].map(
    (value): Case => [`md5 of ${JSON.stringify(value)}`, (d) => d.md5(text(value)(d)), md5Of(value)],
  ),
  ['md5 of null', (d) => d.md5(text(null)(d)), null],
  ...['', 'abc', 'autumn/split/w1', 'é 漢字 😀'].map(
    (value): Case => [
      `share of ${JSON.stringify(value)}`,
      (d) => d.share(text(value)(d)),
      Number.parseInt(md5Of(value).slice(0, 8), 16) / 2 ** 32,
    ],
  ),
  ['share of null', (d) => d.share(text(null)(d)), null],
  ...['', 'abc', 'é 漢字 😀'].map(
    (value): Case => [
      `sha256 of ${JSON.stringify(value)}`,
      (d) => d.sha256(text(value)(d)),
      createHash('sha256').update(value, 'utf8').digest('hex'),
    ],
  ),
  ['sha256 of null', (d) => d.sha256(text(null)(d)), null],
  ...(
    [
      ['a1b22c', '[0-9]+', '#', 'a#b#c'],
      ['  both  ', '^[ ]+|[ ]+$', '', 'both'],
      ['+49 (30) 123', '[^0-9]', '', '4930123'],
      ['a.b.c', '\\.', '-', 'a-b-c'],
      ['a\\b', '\\\\', '/', 'a/b'],
      ["it's", "'", '"', 'it"s'],
      ['Grüße', 'ü', 'ue', 'Grueße'],
      ['unchanged', 'z', 'x', 'unchanged'],
      ['', 'a', 'b', ''],
      ['2027-12', '^([0-9]{4})-([0-9]{2})$', '\\2/\\1', '12/2027'],
      ['a+b@c', '^([^+]+)([+][^@]*)?@', '\\1@', 'a@c'],
    ] as const
  ).map(
    ([value, pattern, replacement, expected]): Case => [
      `regexpReplace ${JSON.stringify([value, pattern, replacement])}`,
      (d) => d.regexpReplace(text(value)(d), pattern, replacement),
      expected,
    ],
  ),
  ['regexpReplace of null', (d) => d.regexpReplace(text(null)(d), 'a', 'b'), null],
  ...(
    [
      ['hello', 'l+', true],
      ['hello', '^l', false],
      ['hello', '^h.*o$', true],
      ['a.b', '^a[.]b$', true],
      ['axb', '^a\\.b$', false],
      ['jane@example.org', '^[^@ ]+@[^@ ]+[.][a-z]+$', true],
      ['HELLO', 'hello', false],
      ['', '^$', true],
      ['漢字', '字', true],
    ] as const
  ).map(
    ([value, pattern, expected]): Case => [
      `regexpMatches ${JSON.stringify([value, pattern])}`,
      (d) => d.regexpMatches(text(value)(d), pattern),
      expected,
    ],
  ),
  ...(
    [
      ['hello', 'ell', true, false],
      ['hello', 'hel', true, true],
      ['hello', 'HEL', false, false],
      ['100%', '%', true, false],
      ['abc', '%', false, false],
      ['abc', '_', false, false],
      ['a\\b', '\\', true, false],
      ["'tis", "'", true, true],
      ['😀 smile', '😀', true, true],
      ['anything', '', true, true],
    ] as const
  ).flatMap(([value, part, contains, starts]): Case[] => [
    [`contains ${JSON.stringify([value, part])}`, (d) => d.contains(text(value)(d), part), contains],
    [`startsWith ${JSON.stringify([value, part])}`, (d) => d.startsWith(text(value)(d), part), starts],
  ]),
  ...(
    [
      ['hello', 'h%o', true],
      ['hello', 'h_llo', true],
      ['hello', 'H%', false],
      ['hello', 'ell', false],
      ['a\\b', 'a\\b', true],
      ['a\\b', 'a\\%', true],
      ['axb', 'a\\%', false],
      ["o'brien", "o'%", true],
      ['a.b', 'a.%', true],
      ['axb', 'a.%', false],
    ] as const
  ).map(
    ([value, pattern, expected]): Case => [
      `like ${JSON.stringify([value, pattern])}`,
      (d) => d.like(text(value)(d), pattern),
      expected,
    ],
  ),
];

/** Days in zones whose offset is not whole hours, and around both changes of the clock. */
const timeCases: Case[] = [
  ...(
    [
      ['2024-03-31T12:00:00Z', 24, '2024-03-30T12:00:00Z'],
      ['2024-01-01T00:00:00Z', 0.5, '2023-12-31T23:30:00Z'],
      ['2024-03-01T00:00:00.000001Z', 24, '2024-02-29T00:00:00.000001Z'],
      ['1970-01-01T00:00:00Z', 8760, '1969-01-01T00:00:00Z'],
    ] as const
  ).map(
    ([at, hours, expected]): Case => [
      `hoursBefore ${at} ${hours}`,
      (d) => d.hoursBefore(of(at, 'timestamp')(d), hours),
      expected,
    ],
  ),
  ...(
    [
      ['2024-05-05T05:05:05.5Z', 'UTC', '2024-05-05T00:00:00Z'],
      ['2024-03-31T00:30:00Z', 'Europe/Berlin', '2024-03-30T23:00:00Z'],
      ['2024-03-31T12:00:00Z', 'Europe/Berlin', '2024-03-30T23:00:00Z'],
      ['2024-03-31T22:00:00Z', 'Europe/Berlin', '2024-03-31T22:00:00Z'],
      ['2024-10-27T22:59:59.999999Z', 'Europe/Berlin', '2024-10-26T22:00:00Z'],
      ['2024-11-03T05:30:00Z', 'America/New_York', '2024-11-03T04:00:00Z'],
      ['2024-11-04T04:59:59Z', 'America/New_York', '2024-11-03T04:00:00Z'],
      ['2024-11-04T05:00:00Z', 'America/New_York', '2024-11-04T05:00:00Z'],
      ['2024-01-01T18:14:59Z', 'Asia/Kathmandu', '2023-12-31T18:15:00Z'],
      ['2024-01-01T18:15:00Z', 'Asia/Kathmandu', '2024-01-01T18:15:00Z'],
      ['1969-07-20T20:17:40Z', 'America/Los_Angeles', '1969-07-20T07:00:00Z'],
    ] as const
  ).map(
    ([at, zone, expected]): Case => [
      `dayStart ${at} ${zone}`,
      (d) => d.dayStart(of(at, 'timestamp')(d), zone),
      expected,
    ],
  ),
  ...(
    [
      ['2024-03-30T23:30:00Z', '2024-03-31T22:30:00Z', 'Europe/Berlin', '1'],
      ['2024-10-26T22:30:00Z', '2024-10-27T22:59:00Z', 'Europe/Berlin', '0'],
      ['2024-03-31T22:30:00Z', '2024-03-30T23:30:00Z', 'Europe/Berlin', '-1'],
      ['2024-11-03T03:59:00Z', '2024-11-03T04:00:00Z', 'America/New_York', '1'],
      ['2024-01-01T12:00:00Z', '2025-01-01T12:00:00Z', 'UTC', '366'],
      ['2024-01-01T18:14:59Z', '2024-01-01T18:15:00Z', 'Asia/Kathmandu', '1'],
      ['1969-12-31T12:00:00Z', '1970-01-02T12:00:00Z', 'Pacific/Auckland', '2'],
    ] as const
  ).map(
    ([from, to, zone, expected]): Case => [
      `daysBetween ${from} ${to} ${zone}`,
      (d) => d.cast(d.daysBetween(of(from, 'timestamp')(d), of(to, 'timestamp')(d), zone), 'integer'),
      expected,
    ],
  ),
  ...(
    [
      ['2024-03-31T00:59:30Z', '2024-03-31T01:00:45.5Z', 75.5],
      ['2024-03-31T01:00:00Z', '2024-03-31T02:59:59+02:00', -1],
      ['1969-12-31T23:59:59.999999Z', '1970-01-01T00:00:00Z', 0.000001],
      ['1900-01-01T00:00:00Z', '2100-01-01T00:00:00Z', 6311433600],
      [null, '2024-01-01T00:00:00Z', null],
    ] as const
  ).map(
    ([from, to, expected]): Case => [
      `secondsBetween ${from} ${to}`,
      (d) => d.secondsBetween(of(from, 'timestamp')(d), of(to, 'timestamp')(d)),
      expected,
    ],
  ),
];

const castCases: Case[] = (
  [
    ['42', 'text', 'integer', '42'],
    ['-7', 'text', 'integer', '-7'],
    ['1.50', 'text', 'decimal', '1.5'],
    ['1.5e3', 'text', 'double', 1500],
    ['true', 'text', 'boolean', true],
    ['false', 'text', 'boolean', false],
    ['2024-02-29', 'text', 'date', '2024-02-29'],
    ['2024-02-29T12:34:56Z', 'text', 'timestamp', '2024-02-29T12:34:56Z'],
    ['2024-02-29 12:34:56.5+02:00', 'text', 'timestamp', '2024-02-29T10:34:56.5Z'],
    ['2024-02-29 12:34:56', 'text', 'timestamp', '2024-02-29T12:34:56Z'],
    ['42', 'integer', 'text', '42'],
    ['42', 'integer', 'double', 42],
    ['42', 'integer', 'decimal', '42'],
    ['1.5', 'decimal', 'double', 1.5],
    ['true', 'boolean', 'text', 'true'],
    ['2024-02-29', 'date', 'text', '2024-02-29'],
    ['2024-02-29', 'date', 'timestamp', '2024-02-29T00:00:00Z'],
    ['2024-02-29T23:59:59.999999Z', 'timestamp', 'date', '2024-02-29'],
    [null, 'text', 'integer', null],
    [null, 'text', 'timestamp', null],
  ] as const
).map(
  ([value, from, to, expected]): Case => [
    `cast ${JSON.stringify(value)} from ${from} to ${to}`,
    (d) => d.cast(of(value, from)(d), to),
    expected,
  ],
);

const asTextCases: Case[] = (
  [
    ['it\'s "é"', 'text', 'it\'s "é"'],
    ['9223372036854775807', 'integer', '9223372036854775807'],
    ['1.50', 'decimal', '1.5'],
    ['100', 'decimal', '100'],
    ['-0.000000001', 'decimal', '-0.000000001'],
    ['0.1', 'double', '0.1'],
    ['100', 'double', '100'],
    ['0', 'double', '0'],
    ['-1234.5', 'double', '-1234.5'],
    ['1e300', 'double', '1.00000000000000e+300'],
    ['NaN', 'double', 'NaN'],
    ['false', 'boolean', 'false'],
    ['0001-01-01', 'date', '0001-01-01'],
    ['2024-02-29T12:34:56.120000Z', 'timestamp', '2024-02-29T12:34:56.12Z'],
    ['1969-12-31T23:59:50Z', 'timestamp', '1969-12-31T23:59:50Z'],
    [null, 'decimal', null],
    [null, 'double', null],
    [null, 'timestamp', null],
  ] as const
).map(
  ([value, kind, expected]): Case => [
    `text of ${kind} ${JSON.stringify(value)}`,
    (d) => d.text(of(value, kind)(d), kind),
    expected,
  ],
);

/** The examples of Winkler, "String comparator metrics and enhanced decision rules", 1990, among them. */
const likenessCases: Case[] = [
  ...(
    [
      ['kitten', 'sitting', '3'],
      ['anna', 'anna', '0'],
      ['anna', 'Anna', '1'],
      ['anna', 'ana', '1'],
      ['', 'abc', '3'],
      [null, 'abc', null],
    ] as const
  ).map(
    ([left, right, expected]): Case => [
      `levenshtein ${JSON.stringify([left, right])}`,
      (d) => d.cast(d.levenshtein(text(left)(d), text(right)(d)), 'integer'),
      expected,
    ],
  ),
  ...(
    [
      ['2024-02-29', 'date', '2024-02-29'],
      ['2024-02-30', 'date', null],
      ['1985', 'date', null],
      ['soon', 'date', null],
      ['', 'date', null],
      ['-1.5', 'double', -1.5],
      ['1e3', 'double', 1000],
      ['12 kg', 'double', null],
      [null, 'double', null],
    ] as const
  ).map(
    ([value, kind, expected]): Case => [
      `tryCast ${JSON.stringify([value, kind])}`,
      (d) => d.tryCast(text(value)(d), kind),
      expected,
    ],
  ),
  ...(
    [
      ['2024-02-28', '2024-03-01', '2'],
      ['2024-03-01', '2024-02-28', '2'],
      ['1969-12-31', '1970-01-01', '1'],
      [null, '1970-01-01', null],
    ] as const
  ).map(
    ([left, right, expected]): Case => [
      `daysApart ${JSON.stringify([left, right])}`,
      (d) => d.cast(d.daysApart(of(left, 'date')(d), of(right, 'date')(d)), 'integer'),
      expected,
    ],
  ),
];

/** To a hundredth, which is all that some engines give. */
const similarities: [left: string, right: string, expected: number][] = [
  ['martha', 'marhta', 0.96],
  ['dwayne', 'duane', 0.84],
  ['dixon', 'dicksonx', 0.81],
  ['anna', 'anna', 1],
  ['abc', 'xyz', 0],
];

const numbered = (values: readonly (string | null)[], kind: ColumnKind) => (d: Dialect) =>
  `(${values.map((value) => `select ${of(value, kind)(d)} as v`).join(' union all ')}) as listed`;

const lists: [label: string, values: readonly (string | null)[], kind: ColumnKind, expected: Value][] = [
  ['texts', ['b', 'a', null, 'b', 'Z', 'é', '10', '9'], 'text', ['10', '9', 'Z', 'a', 'b', 'é']],
  ['integers', ['10', '9', '9', null], 'integer', [9, 10]],
  ['texts to escape', ["it's", '"', '\\', ''], 'text', ['', '"', '\\', "it's"]],
  ['nothing', [null, null], 'text', null],
];

/** Every function of the dialect, evaluated on the engine; the answers are worked out by hand. */
export function functionsContract({ check, subject }: Topic): void {
  const cases = [...textCases, ...timeCases, ...castCases, ...asTextCases, ...likenessCases];
  for (const [label, expression, expected] of cases) {
    check(label, async () => {
      const { warehouse } = subject();
      const [row] = await warehouse.query(`select ${expression(warehouse.dialect)} as v`);
      expect(row?.v).toEqual(expected);
    });
  }

  for (const [label, values, kind, expected] of lists) {
    check(`distinctList of ${label}`, async () => {
      const { warehouse } = subject();
      const { dialect } = warehouse;
      const sql = `select ${dialect.distinctList('v')} as v from ${numbered(values, kind)(dialect)}`;
      expect(await warehouse.query(sql)).toEqual([{ v: expected }]);
    });
  }

  check('orderedList is in the order that is asked for', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const rows = [
      ['b', 1],
      ['a', 2],
      [null, 3],
      ["it's", 4],
      ['b', 5],
    ] as const;
    const values = rows.map(([value, place]) => `select ${text(value)(dialect)} as v, ${place} as place`);
    const listed = `(${values.join(' union all ')}) as listed`;
    const sql = (where: string) =>
      `select ${dialect.orderedList('v', 'place')} as v from ${listed} where ${where}`;
    expect(await warehouse.query(sql('true'))).toEqual([{ v: ['b', 'a', "it's", 'b'] }]);
    expect(await warehouse.query(sql('place = 3'))).toEqual([{ v: null }]);
  });

  check('jaroWinkler, where the engine has it', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    // BigQuery has no such function, as its reference of string functions shows.
    expect(dialect.jaroWinkler === undefined).toBe(dialect.name === 'bigquery');
    for (const [left, right, expected] of similarities) {
      const similarity = dialect.jaroWinkler?.(text(left)(dialect), text(right)(dialect));
      if (similarity === undefined) continue;
      const [row] = await warehouse.query(`select ${dialect.cast(similarity, 'double')} as v`);
      expect(Math.abs(Number(row?.v) - expected), `${left} ${right}`).toBeLessThan(0.01);
    }
  });

  check('jsonObject is the same text on every engine', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const fields: [name: string, kind: ColumnKind, value: string | null][] = [
      ['text', 'text', 'it\'s "é" \\ 😀\nline'],
      ['a "name"', 'text', ''],
      ['integer', 'integer', '9223372036854775807'],
      ['decimal', 'decimal', '12345678901234567890.50'],
      ['double', 'double', '0.25'],
      ['nan', 'double', 'NaN'],
      ['boolean', 'boolean', 'true'],
      ['date', 'date', '2024-02-29'],
      ['timestamp', 'timestamp', '2024-02-29T12:34:56.5Z'],
      ['no text', 'text', null],
      ['no time', 'timestamp', null],
      ['no number', 'double', null],
    ];
    const object = dialect.jsonObject(
      fields.map(([name, kind, value]) => ({ name, kind, expression: of(value, kind)(dialect) })),
    );
    const [row] = await warehouse.query(`select ${object} as v`);
    expect(row?.v).toBe(
      '{"text":"it\'s \\"é\\" \\\\ 😀\\nline","a \\"name\\"":"","integer":9223372036854775807,' +
        '"decimal":12345678901234567890.5,"double":0.25,"nan":"NaN","boolean":true,"date":"2024-02-29",' +
        '"timestamp":"2024-02-29T12:34:56.5Z","no text":null,"no time":null,"no number":null}',
    );
  });

  check('jsonObject of no fields', async () => {
    const { warehouse } = subject();
    expect(await warehouse.query(`select ${warehouse.dialect.jsonObject([])} as v`)).toEqual([{ v: '{}' }]);
  });

  check('every type of the dialect is its kind in the catalogue of the result', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const kinds = ['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'bytes'] as const;
    const sql = `select ${kinds.map((kind) => `cast(null as ${dialect.type(kind)}) as ${dialect.ident(`a_${kind}`)}`).join(', ')}`;
    const { columns, rows } = await warehouse.readOnly(sql);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual(kinds.map((kind) => [`a_${kind}`, kind]));
    expect(rows).toEqual([Object.fromEntries(kinds.map((kind) => [`a_${kind}`, null]))]);
  });
}
