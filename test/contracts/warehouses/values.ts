import { expect } from 'vitest';
import type { Row, Value, Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type ColumnKind, columnKinds, type Dialect } from '../../../connectors/warehouses/dialect.ts';
import type { Topic } from './contract.ts';
import type { Engine, Subject } from './engine.ts';
import { type Sample, samples } from './samples.ts';
import { streamed } from './streamed.ts';
import { makeTable } from './tables.ts';

type Read = (warehouse: Warehouse, sql: string) => Promise<Row[]>;

const reads: Record<string, Read> = {
  query: (warehouse, sql) => warehouse.query(sql),
  stream: (warehouse, sql) => streamed(warehouse, sql),
  readOnly: async (warehouse, sql) => (await warehouse.readOnly(sql)).rows,
};

/** Does a piece of work once, however often it is asked for. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** A text expression as a value of a kind. */
function typed(engine: Engine, dialect: Dialect, expression: string, kind: ColumnKind): string {
  if (kind === 'json') return engine.nature.json(expression);
  if (kind === 'bytes') return engine.nature.bytes(expression);
  return dialect.cast(expression, kind);
}

const asText = (value: Value, kind: ColumnKind): string | null =>
  value === null ? null : kind === 'json' ? JSON.stringify(value) : String(value);

async function only(
  subject: Subject,
  expression: string,
  values?: (string | null)[],
): Promise<Value | undefined> {
  const options = values ? { values } : {};
  const [row] = await subject.warehouse.query(`select ${expression} as v`, options);
  return row?.v;
}

/** Every kind of value comes back as it went in: appended, as a literal and as a parameter; read in each way. */
export function valuesContract({ check, engine, subject }: Topic): void {
  for (const kind of columnKinds) {
    const written = once(async () => {
      const path = await makeTable(subject(), { id: 'integer', v: kind });
      await subject().warehouse.append(
        path,
        samples[kind].map((sample, index) => ({ id: String(index), v: sample.written })),
      );
      return path;
    });
    for (const [way, read] of Object.entries(reads)) {
      const rows = once(async () => {
        const { warehouse } = subject();
        const path = await written();
        const found = await read(warehouse, `select id, v from ${warehouse.dialect.table(path)}`);
        return new Map(found.map((row) => [String(row.id), row.v]));
      });
      samples[kind].forEach(({ label, read: expected }, index) => {
        check(`${kind} ${label} appended and read by ${way}`, async () => {
          expect((await rows()).get(String(index))).toEqual(expected);
        });
      });
    }
    for (const sample of samples[kind]) declareExpressions(kind, sample);
  }

  function declareExpressions(kind: ColumnKind, { label, written, read, long }: Sample): void {
    const text = asText(written, kind);
    if (!long) {
      check(`${kind} ${label} as a literal`, async () => {
        const { dialect } = subject().warehouse;
        expect(await only(subject(), typed(engine, dialect, dialect.literal(text), kind))).toEqual(read);
      });
    }
    check(`${kind} ${label} as a parameter`, async () => {
      const { dialect } = subject().warehouse;
      // The cast tells an engine that must know the parameter's type which one it is, null too.
      const parameter = dialect.cast('$1', 'text');
      expect(await only(subject(), typed(engine, dialect, parameter, kind), [text])).toEqual(read);
    });
  }

  const numbers: [label: string, value: number | bigint | boolean, kind: ColumnKind, read: Value][] = [
    ['an integer', 42, 'integer', '42'],
    ['the least integer', -9223372036854775808n, 'integer', '-9223372036854775808'],
    ['the greatest integer', 9223372036854775807n, 'integer', '9223372036854775807'],
    ['a fraction', -0.5, 'double', -0.5],
    ['a boolean', false, 'boolean', false],
  ];
  for (const [label, value, kind, read] of numbers) {
    check(`${label} as a literal of its own type`, async () => {
      const { dialect } = subject().warehouse;
      expect(await only(subject(), dialect.cast(dialect.literal(value), kind))).toEqual(read);
    });
    check(`${label} as a parameter of its own type`, async () => {
      const { warehouse } = subject();
      const [row] = await warehouse.query(`select ${warehouse.dialect.cast('$1', kind)} as v`, {
        values: [value],
      });
      expect(row?.v).toEqual(read);
    });
  }

  check('a time as a literal', async () => {
    const { dialect } = subject().warehouse;
    const at = new Date('2024-02-29T12:34:56.789Z');
    expect(await only(subject(), dialect.literal(at))).toBe('2024-02-29T12:34:56.789Z');
  });

  check('numbers in JSON that a double would change come as text', async () => {
    const { dialect } = subject().warehouse;
    const text = '{"max": 9223372036854775807, "list": [9007199254740993, 1], "tenth": 0.1}';
    expect(await only(subject(), engine.nature.json(dialect.literal(text)))).toEqual({
      max: '9223372036854775807',
      list: ['9007199254740993', 1],
      tenth: 0.1,
    });
  });

  check('parameters are told apart by number, wherever they stand', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const values = [
      'one',
      "two's",
      '3',
      ...Array.from({ length: 7 }, (_, index) => `p${index + 4}`),
      'eleven',
    ];
    const texts = values.map((_, index) => `${dialect.cast(`$${index + 1}`, 'text')} as p${index + 1}`);
    const [row] = await warehouse.query(
      `select ${texts.reverse().join(', ')}, ${dialect.cast('$2', 'text')} as again, '$1' as quoted -- $12
       , /* $13 */ ${dialect.cast('$3', 'integer')} as n`,
      { values },
    );
    expect(row).toEqual({
      ...Object.fromEntries(values.map((value, index) => [`p${index + 1}`, value])),
      again: "two's",
      quoted: '$1',
      n: '3',
    });
  });

  check('a text with a NUL is refused as a literal', async () => {
    const { dialect } = subject().warehouse;
    expect(() => dialect.literal('a\0b')).toThrow(/NUL/);
  });

  check('half of a surrogate pair becomes the replacement character', async () => {
    const path = await makeTable(subject(), { v: 'text' });
    const { warehouse } = subject();
    await warehouse.append(path, [{ v: 'a\ud800b' }]);
    expect(await warehouse.query(`select v from ${warehouse.dialect.table(path)}`)).toEqual([
      { v: 'a\ufffdb' },
    ]);
  });
}
