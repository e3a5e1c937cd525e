import { expect } from 'vitest';
import type { Topic } from './contract.ts';
import { countOf, freshPath, makeTable } from './tables.ts';

const callers = Array.from({ length: 8 }, (_, index) => index);

/** Appending, changing, and all or none of it. */
export function writingContract({ check, subject }: Topic): void {
  const numbers = () => makeTable(subject(), { id: 'integer', v: 'text' });
  const rowsOf = (count: number, first = 0) =>
    Array.from({ length: count }, (_, index) => ({ id: String(first + index), v: `row ${first + index}` }));

  check(
    'a hundred thousand rows by the bulk path',
    async () => {
      const { warehouse } = subject();
      const { dialect } = warehouse;
      const path = await numbers();
      await warehouse.append(path, rowsOf(100_000));
      const [row] = await warehouse.query(
        `select count(*) as n, count(distinct id) as ids, ${dialect.cast('sum(id)', 'integer')} as total, max(v) as last from ${dialect.table(path)}`,
      );
      expect(row).toEqual({ n: '100000', ids: '100000', total: '4999950000', last: 'row 99999' });
    },
    60_000,
  );

  check('no rows', async () => {
    const path = await numbers();
    await subject().warehouse.append(path, []);
    expect(await countOf(subject(), path)).toBe(0);
  });

  check('rows of some of the columns, in another order', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { a: 'text', b: 'integer', c: 'text' });
    await warehouse.append(path, [{ c: 'see', b: '2' }, { b: '3', c: null }, { c: 'alone' }]);
    expect(
      await warehouse.query(`select * from ${warehouse.dialect.table(path)} order by c desc, b`),
    ).toEqual(
      expect.arrayContaining([
        { a: null, b: '2', c: 'see' },
        { a: null, b: '3', c: null },
        { a: null, b: null, c: 'alone' },
      ]),
    );
  });

  check('twice, the second behind the first', async () => {
    const path = await numbers();
    await subject().warehouse.append(path, rowsOf(10));
    await subject().warehouse.append(path, rowsOf(10, 10));
    expect(await countOf(subject(), path)).toBe(20);
  });

  for (const count of [3, 10_000]) {
    check(`a bad row amid ${count} leaves the table as it was`, async () => {
      const { warehouse } = subject();
      const path = await numbers();
      await warehouse.append(path, rowsOf(2));
      const rows = rowsOf(count).map((row, index) =>
        index === Math.floor(count / 2) ? { ...row, id: 'not a number' } : row,
      );
      await expect(warehouse.append(path, rows)).rejects.toMatchObject({
        name: 'WarehouseError',
        retryable: false,
        message: expect.stringMatching(/not a number|\bid\b/i),
      });
      expect(await countOf(subject(), path)).toBe(2);
      await warehouse.append(path, rowsOf(1, 2));
      expect(await countOf(subject(), path)).toBe(3);
    });
  }

  check('a column that the table lacks is named, and nothing is appended', async () => {
    const path = await numbers();
    await expect(subject().warehouse.append(path, [{ id: '1', unheard_of: 'x' }])).rejects.toMatchObject({
      message: expect.stringMatching(/unheard_of/i),
    });
    expect(await countOf(subject(), path)).toBe(0);
  });

  check('a table that is not there is named', async () => {
    const { warehouse, schema } = subject();
    await expect(warehouse.append(`${schema}.not_made_yet`, [{ id: '1' }])).rejects.toMatchObject({
      message: expect.stringMatching(/not_made_yet/i),
    });
  });

  check('execute answers how many rows it touched', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const path = await numbers();
    const table = dialect.table(path);
    expect(await warehouse.execute(`insert into ${table} (id, v) values (1, 'a'), (2, 'b'), (3, 'c')`)).toBe(
      3,
    );
    expect(await warehouse.execute(`update ${table} set v = 'x' where id > 1`)).toBe(2);
    expect(await warehouse.execute(`delete from ${table} where id = 1`)).toBe(1);
    expect(await warehouse.execute(`delete from ${table} where id = 99`)).toBe(0);
    expect(await warehouse.query(`select * from ${table} order by id`)).toEqual([
      { id: '2', v: 'x' },
      { id: '3', v: 'x' },
    ]);
  });

  check('execute takes parameters', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const table = dialect.table(await numbers());
    const sql = `insert into ${table} (id, v) select ${dialect.cast('$1', 'integer')}, ${dialect.cast('$2', 'text')}`;
    expect(await warehouse.execute(sql, { values: ['7', "it's"] })).toBe(1);
    expect(await warehouse.query(`select * from ${table}`)).toEqual([{ id: '7', v: "it's" }]);
  });

  check('merge inserts and updates', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const table = dialect.table(await numbers());
    await warehouse.execute(`insert into ${table} (id, v) values (1, 'old')`);
    await warehouse.execute(
      `merge into ${table} as t using (select 1 as id, 'new' as v union all select 2, 'two') as s on t.id = s.id
       when matched then update set v = s.v when not matched then insert (id, v) values (s.id, s.v)`,
    );
    expect(await warehouse.query(`select * from ${table} order by id`)).toEqual([
      { id: '1', v: 'new' },
      { id: '2', v: 'two' },
    ]);
  });

  check('a transaction does all of its statements', async () => {
    const { warehouse } = subject();
    const table = warehouse.dialect.table(await numbers());
    await warehouse.transaction([
      `insert into ${table} (id, v) values (1, 'a'), (2, 'b')`,
      `update ${table} set v = 'c' where id = 2`,
      `delete from ${table} where id = 1`,
    ]);
    expect(await warehouse.query(`select * from ${table}`)).toEqual([{ id: '2', v: 'c' }]);
  });

  check('a transaction does none of its statements when one fails', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const path = await numbers();
    const table = dialect.table(path);
    await warehouse.append(path, rowsOf(1));
    const bad = `insert into ${table} (id, v) select ${dialect.cast(dialect.literal('no number'), 'integer')}, 'x'`;
    await expect(
      warehouse.transaction([
        `insert into ${table} (id, v) values (5, 'x')`,
        `delete from ${table} where id = 0`,
        bad,
      ]),
    ).rejects.toMatchObject({ name: 'WarehouseError' });
    expect(await warehouse.query(`select * from ${table}`)).toEqual([{ id: '0', v: 'row 0' }]);
  });

  check('a transaction whose statement holds a semicolon in a text', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const table = dialect.table(await numbers());
    const text = "a; commit; -- 'b'";
    await warehouse.transaction([`insert into ${table} (id, v) values (1, ${dialect.literal(text)})`]);
    expect(await warehouse.query(`select v from ${table}`)).toEqual([{ v: text }]);
  });

  check('eight callers read at once', async () => {
    const { warehouse } = subject();
    const answers = await Promise.all(
      callers.map((caller) =>
        warehouse.query(`select ${warehouse.dialect.cast('$1', 'integer')} as v`, { values: [caller] }),
      ),
    );
    expect(answers).toEqual(callers.map((caller) => [{ v: String(caller) }]));
  });

  check(
    'eight callers append at once',
    async () => {
      const path = await numbers();
      await Promise.all(callers.map((caller) => subject().warehouse.append(path, rowsOf(50, caller * 50))));
      expect(await countOf(subject(), path)).toBe(400);
    },
    60_000,
  );

  check(
    'eight callers count up in transactions without losing one',
    async () => {
      const { warehouse } = subject();
      const path = await makeTable(subject(), { n: 'integer' });
      const table = warehouse.dialect.table(path);
      await warehouse.append(path, [{ n: '0' }]);
      await Promise.all(
        callers.map(() => warehouse.transaction([`update ${table} set n = n + 1 where true`])),
      );
      expect(await warehouse.query(`select n from ${table}`)).toEqual([{ n: '8' }]);
    },
    60_000,
  );

  check('a table as a query makes it, and away with it', async () => {
    const { warehouse } = subject();
    const table = warehouse.dialect.table(freshPath(subject()));
    await warehouse.execute(`create table ${table} as select 1 as id, 'x' as v`);
    expect(await warehouse.query(`select v from ${table}`)).toEqual([{ v: 'x' }]);
    await warehouse.execute(`drop table ${table}`);
    await expect(warehouse.query(`select v from ${table}`)).rejects.toMatchObject({ name: 'WarehouseError' });
  });
}
