import { expect } from 'vitest';
import type { Topic } from './contract.ts';
import { freshPath } from './tables.ts';

const columnNames = [
  'plain',
  'UPPER',
  'Mixed Case',
  'select',
  'order',
  'group',
  'user',
  'table',
  '1st',
  '_under',
  'a-b',
  'a b  c',
  "o'brien",
  'say "hi"',
  '"',
  'back`tick',
  'back\\slash',
  'semi;colon',
  'x -- y',
  '/* x */',
  '{{ jinja }}',
  '{% raw %}',
  '$1',
  '$$',
  '?',
  ':1',
  '@p1',
  '%s',
  'a.b',
  'a,b',
  '(a)',
  '[a]',
  'a\nb',
  'naïve',
  '漢字',
  'عربي',
  '😀',
  '__proto__',
  'constructor',
  'x'.repeat(128),
] as const;

/** A path's parts are parted by dots, so a table's name holds none. */
const tableNames = columnNames.filter((name) => !name.includes('.'));

/** Any name works as a column and as a table, or is refused with an error that names it. */
export function namesContract({ check, engine, subject }: Topic): void {
  /** As it comes back: where the engine folds plain names, upper and lower case are one. */
  const returned = (name: string): string => {
    const { dialect } = subject().warehouse;
    return dialect.weftName(dialect.storedName(name));
  };
  const create = (path: string, column: string): Promise<number> => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    return warehouse.execute(
      `create table ${dialect.table(path)} (${dialect.ident(column)} ${dialect.type('text')}, ${dialect.ident('id')} ${dialect.type('integer')})`,
    );
  };
  /** The error names it as it is, or as its quoting shows it. */
  const refused = async (path: string, column: string, name: string): Promise<void> => {
    const error = await create(path, column).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error, `${name} was taken`).toMatchObject({
      name: expect.stringMatching(/^(WarehouseError|ConfigError)$/),
    });
    expect(String(error)).toContain(name);
  };

  for (const name of columnNames) {
    if (!engine.nature.allowsColumn(name)) {
      check(`a column named ${JSON.stringify(name)} is refused`, () =>
        refused(freshPath(subject()), name, name),
      );
      continue;
    }
    check(`a column named ${JSON.stringify(name)}`, async () => {
      const { warehouse } = subject();
      const { dialect } = warehouse;
      const path = freshPath(subject());
      await create(path, name);
      // Own properties, so that __proto__ is one too.
      await warehouse.append(path, [
        Object.fromEntries([
          [name, "it's"],
          ['id', '1'],
        ]),
      ]);
      await warehouse.execute(
        `insert into ${dialect.table(path)} (${dialect.ident('id')}, ${dialect.ident(name)}) values (2, null)`,
      );
      const rows = await warehouse.query(
        `select ${dialect.ident(name)}, ${dialect.ident('id')} from ${dialect.table(path)} order by ${dialect.ident('id')}`,
      );
      expect(rows.map((row) => Object.entries(row))).toEqual([
        [
          [returned(name), "it's"],
          ['id', '1'],
        ],
        [
          [returned(name), null],
          ['id', '2'],
        ],
      ]);
      expect((await warehouse.columns(path)).map((column) => column.name)).toEqual([returned(name), 'id']);
    });
  }

  for (const name of tableNames) {
    if (!engine.nature.allowsTable(name)) {
      check(`a table named ${JSON.stringify(name)} is refused`, () =>
        refused(freshPath(subject(), name), 'v', name),
      );
      continue;
    }
    check(`a table named ${JSON.stringify(name)}`, async () => {
      const { warehouse, schema } = subject();
      const { dialect } = warehouse;
      const path = freshPath(subject(), name);
      await create(path, 'v');
      await warehouse.append(path, [{ v: 'x', id: '1' }]);
      expect(await warehouse.query(`select * from ${dialect.table(path)}`)).toEqual([{ v: 'x', id: '1' }]);
      expect((await warehouse.columns(path)).map((column) => column.name)).toEqual(['v', 'id']);
      expect((await warehouse.tables(schema)).map((table) => table.name)).toContain(returned(name));
      await warehouse.execute(`drop table ${dialect.table(path)}`);
      expect(await warehouse.columns(path)).toEqual([]);
    });
  }

  for (const name of ['', 'a\0b']) {
    check(`the name ${JSON.stringify(name)} is refused before any SQL is made`, async () => {
      expect(() => subject().warehouse.dialect.ident(name)).toThrow(/empty or holds a NUL/);
    });
  }
}
