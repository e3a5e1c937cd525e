import { expect } from 'vitest';
import { columnKinds } from '../../../connectors/warehouses/dialect.ts';
import type { Topic } from './contract.ts';
import { freshPath, makeTable } from './tables.ts';

/** What the warehouse says of its tables and columns. */
export function catalogContract({ check, subject }: Topic): void {
  const every = () =>
    makeTable(subject(), Object.fromEntries(columnKinds.map((kind) => [`a_${kind}`, kind])));
  const named = columnKinds.map((kind) => [`a_${kind}`, kind]);

  check('the columns of a table in their order, with their kinds', async () => {
    const columns = await subject().warehouse.columns(await every());
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual(named);
    for (const column of columns)
      expect(column).toMatchObject({ type: expect.stringMatching(/./), nullable: true });
  });

  check('the columns of a table by its three-part name', async () => {
    const { warehouse, database } = subject();
    const columns = await warehouse.columns(`${database}.${await every()}`);
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual(named);
  });

  check('a table by its three-part name in SQL', async () => {
    const { warehouse, database } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    const sql = `select count(*) as n from ${warehouse.dialect.table(`${database}.${path}`)}`;
    expect(await warehouse.query(sql)).toEqual([{ n: '0' }]);
  });

  check('a column that is never null', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const path = freshPath(subject());
    await warehouse.execute(
      `create table ${dialect.table(path)} (${dialect.ident('id')} ${dialect.type('integer')} not null, ${dialect.ident('v')} ${dialect.type('text')})`,
    );
    expect((await warehouse.columns(path)).map(({ name, nullable }) => [name, nullable])).toEqual([
      ['id', false],
      ['v', true],
    ]);
  });

  check('a table that is not there has no columns', async () => {
    const { warehouse, schema, database } = subject();
    expect(await warehouse.columns(`${schema}.nothing_here`)).toEqual([]);
    expect(await warehouse.columns('no_such_schema.nothing_here')).toEqual([]);
    expect(await warehouse.columns(`${database}.${schema}.nothing_here`)).toEqual([]);
  });

  check('a hostile name of a table has no columns', async () => {
    const { warehouse, schema } = subject();
    for (const name of ["x'; drop table y; --", '"', '`', '\\', '%', '*']) {
      expect(await warehouse.columns(`${schema}.${name}`)).toEqual([]);
    }
  });

  check('a version of a table that changes with its rows, and none of a view', async () => {
    const { warehouse, schema } = subject();
    const [path, other] = [
      await makeTable(subject(), { id: 'integer' }),
      await makeTable(subject(), { id: 'integer' }),
    ];
    const view = freshPath(subject());
    const { dialect } = warehouse;
    await warehouse.execute(`create view ${dialect.table(view)} as select * from ${dialect.table(path)}`);
    const versions = () => warehouse.versions([path, other, view, `${schema}.nothing_here`]);
    const before = await versions();
    expect([...before.keys()].sort()).toEqual([path, other, view].sort());
    expect(before.get(view)).toBeNull();
    // An engine that does not say of tables either must say so of all.
    const known = before.get(path) !== null;
    expect(before.get(other) !== null).toBe(known);
    expect(await versions()).toEqual(before);
    await warehouse.append(path, [{ id: 1 }]);
    const after = await versions();
    expect(after.get(other)).toBe(before.get(other));
    expect(after.get(path) !== before.get(path)).toBe(known);
    await warehouse.execute(`delete from ${dialect.table(path)} where ${dialect.ident('id')} = 1`);
    expect((await versions()).get(path) !== after.get(path)).toBe(known);
  });

  check('tables and views of a schema, apart', async () => {
    const { warehouse, schema } = subject();
    const { dialect } = warehouse;
    const table = await makeTable(subject(), { id: 'integer', v: 'text' });
    const view = freshPath(subject(), 'a_view');
    await warehouse.execute(`create view ${dialect.table(view)} as select * from ${dialect.table(table)}`);
    const tables = await warehouse.tables(schema);
    const found = (path: string) => tables.find(({ name }) => `${schema}.${name}` === path);
    expect(found(table)).toMatchObject({ schema, kind: 'table' });
    expect(found(view)).toMatchObject({ schema, kind: 'view' });
    for (const { rows } of tables) expect(rows === null || rows >= 0).toBe(true);
    expect((await warehouse.columns(view)).map(({ name, kind }) => [name, kind])).toEqual([
      ['id', 'integer'],
      ['v', 'text'],
    ]);
  });

  check('tables of all schemas hold those of this one', async () => {
    const { warehouse, schema } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    const paths = (await warehouse.tables()).map((table) => `${table.schema}.${table.name}`);
    expect(paths).toContain(path);
    expect((await warehouse.tables(schema)).every((table) => table.schema === schema)).toBe(true);
  });

  check('a schema that is not there has no tables', async () => {
    expect(await subject().warehouse.tables('no_such_schema')).toEqual([]);
  });

  check('a column that was added is seen at once', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const path = await makeTable(subject(), { id: 'integer' });
    await warehouse.append(path, [{ id: '1' }]);
    await warehouse.execute(
      `alter table ${dialect.table(path)} add column ${dialect.ident('more')} ${dialect.type('text')}`,
    );
    expect((await warehouse.columns(path)).map(({ name }) => name)).toEqual(['id', 'more']);
    await warehouse.append(path, [{ id: '2', more: 'x' }]);
    expect(await warehouse.query(`select * from ${dialect.table(path)} order by id`)).toEqual([
      { id: '1', more: null },
      { id: '2', more: 'x' },
    ]);
  });

  check('a table that was replaced shows its new types', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const path = await makeTable(subject(), { v: 'integer' });
    await warehouse.append(path, [{ v: '1' }]);
    expect(await warehouse.query(`select v from ${dialect.table(path)}`)).toEqual([{ v: '1' }]);
    await warehouse.execute(
      `create or replace table ${dialect.table(path)} as select ${dialect.cast(dialect.literal('one'), 'text')} as ${dialect.ident('v')}`,
    );
    expect((await warehouse.columns(path)).map(({ name, kind }) => [name, kind])).toEqual([['v', 'text']]);
    expect(await warehouse.query(`select v from ${dialect.table(path)}`)).toEqual([{ v: 'one' }]);
    await warehouse.append(path, [{ v: 'two' }]);
    expect(await warehouse.query(`select v from ${dialect.table(path)} order by v`)).toEqual([
      { v: 'one' },
      { v: 'two' },
    ]);
  });
}
