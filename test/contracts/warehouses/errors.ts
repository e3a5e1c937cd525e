import { expect } from 'vitest';
import { WeftError } from '../../../connectors/errors.ts';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import type { Topic } from './contract.ts';
import { makeTable } from './tables.ts';

/** Every error is one of Weft's, names what it is about, says what to do and holds no secret. */
export function errorsContract({ check, engine, subject }: Topic): void {
  const failure = async (sql: string): Promise<WeftError> => {
    const error = await subject()
      .warehouse.query(sql)
      .then(
        (rows) => rows,
        (reason: unknown) => reason,
      );
    if (!(error instanceof WeftError)) {
      throw new Error(`${sql} ended in ${error instanceof Error ? error.stack : JSON.stringify(error)}`);
    }
    for (const secret of subject().secrets) {
      expect(`${error.message} ${error.mend} ${error.stack}`).not.toContain(secret);
    }
    return error;
  };

  const faults: [label: string, sql: (warehouse: Warehouse, table: string) => string, names: RegExp][] = [
    [
      'a table that is not there',
      (w) => `select * from ${w.dialect.table(`${subject().schema}.missing_table`)}`,
      /missing_table/i,
    ],
    [
      'a schema that is not there',
      (w) => `select * from ${w.dialect.table('missing_schema.t')}`,
      /missing_schema/i,
    ],
    ['a column that is not there', (_, t) => `select missing_column from ${t}`, /missing_column/i],
    ['a function that is not there', () => 'select missing_function(1) as v', /missing_function/i],
    ['a statement that is none', () => 'selec 1', /selec/i],
    ['a statement that stops half-way', () => 'select 1 as a where', /./],
    [
      'a text that is no number',
      (w) => `select ${w.dialect.cast("'no number'", 'integer')} as v`,
      /no number/,
    ],
    ['a text that is no date', (w) => `select ${w.dialect.cast("'no date'", 'date')} as v`, /no date/],
    ['a text that is no time', (w) => `select ${w.dialect.cast("'no time'", 'timestamp')} as v`, /no time/],
    ['a text that is no boolean', (w) => `select ${w.dialect.cast("'perhaps'", 'boolean')} as v`, /perhaps/],
  ];
  for (const [label, sql, names] of faults) {
    check(label, async () => {
      const { warehouse } = subject();
      const table = warehouse.dialect.table(await makeTable(subject(), { id: 'integer' }));
      const error = await failure(sql(warehouse, table));
      expect(error).toMatchObject({
        name: 'WarehouseError',
        retryable: false,
        message: expect.stringMatching(names),
        mend: expect.stringMatching(/./),
      });
      expect(error.message.length).toBeLessThan(2000);
      expect(await warehouse.query('select 1 as one')).toHaveLength(1);
    });
  }

  check('a missing table is told apart from any other error', async () => {
    const { warehouse, schema } = subject();
    const table = warehouse.dialect.table(await makeTable(subject(), { id: 'integer' }));
    expect(
      await failure(`select * from ${warehouse.dialect.table(`${schema}.missing_table`)}`),
    ).toMatchObject({
      missing: expect.stringMatching(/missing_table/i),
    });
    expect(await failure(`select missing_column from ${table}`)).toMatchObject({ missing: null });
  });

  check('one by zero', async () => {
    const { warehouse } = subject();
    if (engine.nature.oneByZero === undefined) {
      expect(await failure('select 1 / 0 as v')).toMatchObject({
        name: 'WarehouseError',
        message: expect.stringMatching(/zero/i),
        mend: expect.stringMatching(/./),
      });
    } else {
      expect(await warehouse.query('select 1 / 0 as v')).toEqual([{ v: engine.nature.oneByZero }]);
    }
  });

  check('a sum that no longer fits', async () => {
    const { dialect } = subject().warehouse;
    const greatest = dialect.cast(dialect.literal(9223372036854775807n), 'integer');
    if (engine.type === 'snowflake') {
      const [row] = await subject().warehouse.query(`select ${greatest} + 1 as v`);
      expect(row?.v).toBe('9223372036854775808');
    } else {
      expect(await failure(`select ${greatest} + 1 as v`)).toMatchObject({
        message: expect.stringMatching(/overflow/i),
      });
    }
  });

  check('a row that breaks a column that is never null', async () => {
    const { warehouse, schema } = subject();
    const { dialect } = warehouse;
    const path = `${schema}.never_null`;
    await warehouse.execute(
      `create or replace table ${dialect.table(path)} (${dialect.ident('id')} ${dialect.type('integer')} not null)`,
    );
    await expect(warehouse.append(path, [{ id: '1' }, { id: null }])).rejects.toMatchObject({
      name: 'WarehouseError',
      message: expect.stringMatching(/null/i),
    });
    expect(await warehouse.query(`select count(*) as n from ${dialect.table(path)}`)).toEqual([{ n: '0' }]);
  });
}
