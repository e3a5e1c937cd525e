import { expect } from 'vitest';
import type { Topic } from './contract.ts';
import { countOf, makeTable } from './tables.ts';

/** What a person may send: one statement that reads, and nothing that changes or reaches further. */
export function readOnlyContract({ check, engine, subject }: Topic): void {
  const table = async (): Promise<{ path: string; name: string }> => {
    const path = await makeTable(subject(), { id: 'integer' });
    await subject().warehouse.append(path, [{ id: '1' }, { id: '2' }]);
    return { path, name: subject().warehouse.dialect.table(path) };
  };

  const writes: [label: string, sql: (table: string) => string][] = [
    ['insert', (t) => `insert into ${t} (id) values (3)`],
    ['insert of a query', (t) => `insert into ${t} select 3 as id`],
    ['update', (t) => `update ${t} set id = 9 where true`],
    ['delete', (t) => `delete from ${t} where true`],
    [
      'merge',
      (t) => `merge into ${t} as t using (select 1 as id) as s on t.id = s.id when matched then delete`,
    ],
    ['drop', (t) => `drop table ${t}`],
    ['create or replace', (t) => `create or replace table ${t} as select 7 as id`],
    ['create view', (t) => `create or replace view ${t.slice(0, -1)}_v${t.slice(-1)} as select 1 as id`],
    ['alter', (t) => `alter table ${t} add column more ${subject().warehouse.dialect.type('text')}`],
    ['two statements', (t) => `select 1 as a; delete from ${t} where true`],
    ['a write, then a read', (t) => `delete from ${t} where true; select 1 as a`],
    ['a write behind a line comment', (t) => `-- select 1\ndelete from ${t} where true`],
    ['a write behind a block comment', (t) => `/* select 1 */ delete from ${t} where true`],
    ['a write behind white space', (t) => `\n\t ;\n delete from ${t} where true`],
    ['with, then insert', (t) => `with a as (select 3 as id) insert into ${t} select id from a`],
    ['insert with', (t) => `insert into ${t} with a as (select 3 as id) select id from a`],
    [
      'a subquery that is closed early',
      (t) => `select 1 as a) as x; delete from ${t} where true; select * from (select 1 as a`,
    ],
    ['a comment that hides the end', (t) => `select 1 as a /* ; */; delete from ${t} where true --`],
    ['call', () => 'call something_of_the_engine()'],
    ['truncate', (t) => `truncate table ${t}`],
    ['grant', (t) => `grant select on ${t} to public`],
    ['commit', () => 'commit'],
  ];
  for (const [label, sql] of writes) {
    check(`${label} is refused and changes nothing`, async () => {
      const { path, name } = await table();
      await expect(subject().warehouse.readOnly(sql(name))).rejects.toMatchObject({
        name: expect.stringMatching(/^(WarehouseError|AuthError)$/),
        retryable: false,
        mend: expect.stringMatching(/./),
      });
      expect(await countOf(subject(), path)).toBe(2);
      expect((await subject().warehouse.columns(path)).map((column) => column.name)).toEqual(['id']);
    });
  }

  for (const sql of engine.nature.refused) {
    check(`${sql} is refused`, async () => {
      await expect(subject().warehouse.readOnly(sql)).rejects.toMatchObject({
        name: expect.stringMatching(/^(WarehouseError|AuthError)$/),
        mend: expect.stringMatching(/./),
      });
    });
  }

  for (const sql of ['', '  ', ';', '-- only a comment']) {
    check(`${JSON.stringify(sql)} is refused as no statement`, async () => {
      await expect(subject().warehouse.readOnly(sql)).rejects.toMatchObject({
        name: 'WarehouseError',
        message: expect.stringMatching(/./),
        mend: expect.stringMatching(/./),
      });
    });
  }

  const reads: [label: string, sql: (table: string) => string, rows: number][] = [
    ['a select', (t) => `select * from ${t}`, 2],
    ['a select with a semicolon', (t) => `select * from ${t};`, 2],
    ['a select with a comment behind it', (t) => `select * from ${t} -- all of it`, 2],
    ['a select behind a comment', (t) => `/* who; */ -- what\nselect * from ${t}`, 2],
    ['with', (t) => `with a as (select * from ${t}) select * from a where id > 1`, 1],
    ['a union', (t) => `select * from ${t} union all select * from ${t}`, 4],
    ['a parenthesis', (t) => `(select * from ${t})`, 2],
    ['words of a write in a text', (t) => `select 'delete from x; drop table y' as v from ${t}`, 2],
  ];
  for (const [label, sql, count] of reads) {
    check(`${label} is read`, async () => {
      const { name } = await table();
      expect((await subject().warehouse.readOnly(sql(name))).rows).toHaveLength(count);
    });
  }

  check('no more rows than the limit, and all where there are fewer', async () => {
    const { warehouse } = subject();
    const limited = await warehouse.readOnly(engine.nature.series(5000), { limit: 7 });
    expect(limited.rows).toHaveLength(7);
    expect(limited.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'integer'],
      ['label', 'text'],
    ]);
    expect((await warehouse.readOnly(engine.nature.series(5), { limit: 7 })).rows).toHaveLength(5);
  });

  check('the columns of a result without rows', async () => {
    const { path } = await table();
    const { warehouse } = subject();
    const sql = `select id, ${warehouse.dialect.cast("'x'", 'text')} as v from ${warehouse.dialect.table(path)} where id > 100`;
    const { columns, rows } = await warehouse.readOnly(sql);
    expect(rows).toEqual([]);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'integer'],
      ['v', 'text'],
    ]);
  });

  check('parameters', async () => {
    const { warehouse } = subject();
    const sql = `select ${warehouse.dialect.cast('$2', 'text')} as b, ${warehouse.dialect.cast('$1', 'text')} as a`;
    expect((await warehouse.readOnly(sql, { values: ["a';", 'b'] })).rows).toEqual([{ b: 'b', a: "a';" }]);
  });

  check('rows that another call appended', async () => {
    const { path, name } = await table();
    const { warehouse } = subject();
    expect((await warehouse.readOnly(`select * from ${name}`)).rows).toHaveLength(2);
    await warehouse.append(path, [{ id: '3' }]);
    expect((await warehouse.readOnly(`select * from ${name}`)).rows).toHaveLength(3);
  });
}
