import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../connectors/errors.ts';
import { loadFile } from '../../connectors/warehouses/duckdb/load.ts';
import { startTestLake, type TestLake } from './lake.ts';

let lake: TestLake;
beforeAll(async () => {
  lake = await startTestLake();
  await lake.load('before.csv', 'a,b\nthis,stays\n');
}, 120_000);
afterAll(() => lake?.stop());

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const rows = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join('');
const packed = gzipSync(`a,b\n${rows(60_000, (index) => `${index},${(index * 7919) % 104_729}\n`)}`);
const flipped = Buffer.from(packed);
flipped[packed.length >> 1] = (flipped[packed.length >> 1] ?? 0) ^ 0xff;

/** A file, the message of its refusal, and `line:column:field` of the place. */
const refused: [name: string, content: string | Uint8Array, message: string, place?: string][] = [
  ['many.csv', 'a,b\n1,2\n3,4,5\n6,7\n', '3 values where the header names 2: "3,4,5"', '3:1'],
  ['few.csv', 'a,b\n1,2\n3\n6,7\n', '1 value where the header names 2: "3"', '3:1'],
  ['after-breaks.csv', 'a,b\n1,"x\ny\nz"\n2,3,4\n', '3 values where the header names 2: "2,3,4"', '5:1'],
  ['after-blanks.csv', '\n\na,b\n\n1,2\n3\n', '1 value where the header names 2: "3"', '6:1'],
  ['crlf.csv', 'a,b\r\n1,2\r\n3\r\n', '1 value where the header names 2: "3"', '3:1'],
  ['unclosed.csv', 'a,b\n1,2\n3,"4\n6,7\n', 'a double quote is opened and never closed: "3,\\"4"', '3:3'],
  ['junk.csv', 'a,b\n1,"x"y\n', 'text follows the closing quote of a value: "1,\\"x\\"y"', '2:3'],
  [
    'junk-later.csv',
    'a,b\n1,"x\n2,"y"\n',
    'text follows the closing quote of a value, in line 3: "1,\\"x"',
    '2:3',
  ],
  [
    'backslash.csv',
    'a,b\n1,"x\\"y"\n',
    'text follows the closing quote of a value: "1,\\"x\\\\\\"y\\""',
    '2:3',
  ],
  ['newlines.csv', 'a,b\r\n1,2\n', 'this line ends with LF, the lines before it with CRLF: "1,2"', '2:4'],
  [
    'latin1.csv',
    latin1('a,b\n1,2\nfoo,Andr\xe9\n'),
    'the text is not UTF-8 (byte 0xE9 at offset 16; it looks like Latin-1)',
    '3:9',
  ],
  [
    'windows.csv',
    latin1('a,b\n1,\x80 5\n'),
    'the text is not UTF-8 (byte 0x80 at offset 6; it looks like Windows-1252)',
    '2:3',
  ],
  [
    'latin1-header.csv',
    latin1('id,stra\xdfe\n1,x\n'),
    'the text is not UTF-8 (byte 0xDF at offset 7; it looks like Latin-1)',
    '1:8',
  ],
  ['endless.csv', `a,${'b'.repeat(300_000)}\n1,2\n`, 'the first line is longer than 256 KB', '1:'],
  [
    'late-latin1.csv',
    latin1(`a,b\n${rows(300_000, (index) => `${index},x\n`)}1,caf\xe9\n`),
    'the text is not UTF-8 (byte 0xE9 at offset 2588899; it looks like Latin-1)',
    '300002:6',
  ],
  ['utf16.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'the text is UTF-16, where Weft reads UTF-8'],
  [
    'utf16-bare.csv',
    Buffer.from('a,b\n1,2\n', 'utf16le'),
    'this is no text: it looks like UTF-16 or like a binary file',
  ],
  ['empty.csv', '', 'the file is empty'],
  ['blank.csv', '\n\n', 'the file holds blank lines only'],
  ['twice.csv', 'a,b,A\n1,2,3\n', 'the column "A" is there twice: as column 1 and as column 3', '1::A'],
  ['sheet.csv', Buffer.from('PK\u0003\u0004…'), 'this is a ZIP archive or an Excel workbook'],
  ['words.txt', 'a  b\n1  2\n3 4 5\n6 7\n', '3 values where the first line has 2: "3 4 5"', '3:'],
  ['bad.jsonl', '{"a":1}\n\n{"a":,}\n', 'this is no JSON, a value is missing: "{\\"a\\":,}"', '3:6'],
  [
    'cut.jsonl',
    '{"a":1}\n{"a":"x',
    'this is no JSON, a text is not closed, or holds a character that must be escaped: "{\\"a\\":\\"x"',
    '2:6',
  ],
  ['list.jsonl', '{"a":1}\n[1]\n', 'a record must be an object: "[1]"', '2:'],
  [
    'latin1.jsonl',
    latin1('{"a":"\xe9"}\n'),
    'the text is not UTF-8 (byte 0xE9 at offset 6; it looks like Latin-1)',
    '1:7',
  ],
  [
    'key-twice.jsonl',
    '{"a":1}\n{"a":1,"a":2}\n',
    'this is no JSON, the key "a" is there twice: "{\\"a\\":1,\\"a\\":2}"',
    '2:8',
  ],
  [
    'case.jsonl',
    '{"a":1}\n{"A":1}\n',
    'records have the keys "A" in capitals and in small letters, which name one column',
    '::A',
  ],
  ['no-name.jsonl', '{"":1}\n', 'records have a key that is empty'],
  ['pretty.json', '{\n "a": 1\n}\n', 'this is no JSON, it ends too early: "{"', '1:2'],
  ['list.json', '[\n {"a":1},\n {"a":}\n]\n', 'this is no JSON, a value is missing: " {\\"a\\":}"', '3:7'],
  ['cut.json', '[\n {"a":1},\n', 'this is no JSON, it ends too early: ""', '3:1'],
  ['numbers.json', '[{"a":1}, 2]', 'record 2 is no object: "2"'],
  ['none.json', '[]', 'the file holds no records'],
  ['keyless.jsonl', '{}\n{}\n', 'the file holds no records'],
  [
    'cut.csv.gz',
    packed.subarray(0, packed.length / 2),
    'the gzip data is damaged or cut off (unexpected end of file)',
  ],
  ['flipped.csv.gz', flipped, expect.stringMatching(/^the gzip data is damaged or cut off/)],
  [
    'text.parquet',
    `PAR1${'text '.repeat(20)}`,
    expect.stringMatching(/^no readable Parquet file \(No magic bytes found at end of file/),
  ],
];

describe('a malformed file', () => {
  test.each(refused)(
    '%s is refused with the place of its fault',
    async (name, content, message, place = ':') => {
      const error = await lake.load(name, content).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigError);
      if (!(error instanceof ConfigError)) return;
      const line = place.split(':')[0];
      const prefix = `${name}${line ? `, line ${line}` : ''}: `;
      expect(error.message.startsWith(prefix)).toBe(true);
      expect(error.message.slice(prefix.length)).toEqual(message);
      const at = [error.place?.line, error.place?.column, error.place?.field].map((part) => part ?? '');
      expect(at.join(':').replace(/:$/, '')).toBe(place);
      expect(error.place?.file).toBe(join(lake.folder, name));
      expect(error.mend).toMatch(/^[A-Z].*[^\s]$/);
      expect(await lake.rows()).toEqual([{ a: 'this', b: 'stays' }]);
    },
  );

  test('a fault after a million rows is found, and nothing of them is kept', async () => {
    const content = `a,b\n${rows(1_000_000, (index) => `${index},text ${index}\n`)}1,2,3\n`;
    await expect(lake.load('long.csv', content)).rejects.toThrow(
      'long.csv, line 1000002: 3 values where the header names 2: "1,2,3"',
    );
    await expect(lake.load('long.csv', content, { table: 'raw.never_there' })).rejects.toThrow(
      'line 1000002',
    );
    const tables = await lake.warehouse.tables('raw');
    expect(tables.map(({ name }) => name)).toEqual(['loaded']);
  });

  test('a quote that is never closed is found where it was opened, however long the file goes on', async () => {
    const line = (index: number) => `${index},${index === 150_000 ? '"' : ''}some words of value ${index}\n`;
    await expect(lake.load('open.csv', `a,b\n${rows(400_000, line)}`)).rejects.toThrow(
      'open.csv, line 150002: a double quote is opened and never closed: "150000,\\"some words of value 150000"',
    );
  });

  test('what a file says is not taken for what the engine says', async () => {
    const content = 'a,b\nx,Connection refused\n3,conflicts with,No space left on device\n';
    const error = await lake.load('posing.csv', content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ConfigError', retryable: false });
  });
});

describe('a path', () => {
  const refusal = (path: string) => loadFile(lake.warehouse, { file: path, table: 'raw.loaded' });

  test('that is no file is refused', async () => {
    await expect(refusal(join(lake.folder, 'no.csv'))).rejects.toThrow('no.csv: there is no such file');
    await expect(refusal(lake.folder)).rejects.toThrow('this is a folder');
    await expect(refusal('/dev/null')).rejects.toThrow('null: this is no regular file');
  });

  test('with signs that the engine would expand names one file', async () => {
    await mkdir(join(lake.folder, 'day=1'), { recursive: true });
    await lake.write('data[1].csv', 'a\n1\n');
    await lake.write('data1.csv', 'a\n2\n');
    await lake.write("day=1/it's {a,b}*?.csv", 'a\n3\n');
    await symlink(join(lake.folder, 'data1.csv'), join(lake.folder, 'link.csv'));
    for (const [name, value] of [
      ['data[1].csv', '1'],
      ['data1.csv', '2'],
      ["day=1/it's {a,b}*?.csv", '3'],
      ['link.csv', '2'],
    ]) {
      await loadFile(lake.warehouse, { file: join(lake.folder, String(name)), table: 'raw.paths' });
      expect(await lake.rows('raw.paths')).toEqual([{ a: value }]);
    }
  });

  test('is all that the engine may open', async () => {
    const path = await lake.write('own.csv', 'a\n1\n');
    const other = await lake.write('other.csv', 'a\n2\n');
    const confined = await lake.warehouse.withFiles?.([path]);
    try {
      const read = (file: string) =>
        confined?.query(`from read_csv(${lake.warehouse.dialect.literal(file)})`);
      expect(await read(path)).toEqual([{ a: '1' }]);
      await expect(read(other)).rejects.toThrow('Permission Error');
      await expect(read('/etc/passwd')).rejects.toThrow('Permission Error');
    } finally {
      await confined?.close();
    }
  });
});

test("a table is named by its schema and its name, and is not Weft's own", async () => {
  const into = (table: string) => lake.load('one.csv', 'a\n1\n', { table });
  for (const table of ['loaded', 'a.b.c', '.x', 'raw.', 'raw.a\0b'])
    await expect(into(table)).rejects.toThrow('is no table');
  for (const schema of ['weft', 'WEFT_scratch', 'information_schema', 'temp']) {
    await expect(into(`${schema}.x`)).rejects.toThrow(`The schema ${schema} is not for files`);
  }
  await lake.warehouse.execute('create view raw.seen as select 1 as a');
  await expect(into('raw.seen')).rejects.toThrow('raw.seen is a view');
  await lake.warehouse.execute('drop view raw.seen');
});
