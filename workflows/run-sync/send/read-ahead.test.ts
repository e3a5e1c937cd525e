import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

/** Sources that note what is asked of them: `open`, then each item, then `close`. */
function sources(...contents: readonly (readonly (string | Error)[])[]) {
  const log: string[] = [];
  const opened = contents.map(
    (items, index) =>
      async function* () {
        log.push(`open ${index}`);
        try {
          for (const item of items) {
            if (item instanceof Error) throw item;
            log.push(`read ${item}`);
            yield item;
          }
        } finally {
          log.push(`close ${index}`);
        }
      },
  );
  return { log, opened };
}

async function all(items: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const item of items) read.push(item);
  return read;
}

test('all items come in order, also of sources that have none', async () => {
  const { opened, log } = sources(['a', 'b', 'c'], [], ['d'], []);
  expect(await all(readAhead(opened))).toEqual(['a', 'b', 'c', 'd']);
  expect(log.filter((line) => line.startsWith('close')).toSorted()).toEqual(
    [0, 1, 2, 3].map((n) => `close ${n}`),
  );
  expect(await all(readAhead([]))).toEqual([]);
});

test('an item is read and a source opened before it is wanted, and no further', async () => {
  const { opened, log } = sources(['a', 'b', 'c'], ['d', 'e'], ['f']);
  const items = readAhead(opened);
  expect((await items.next()).value).toBe('a');
  expect(log).toEqual(['open 0', 'read a', 'open 1', 'read d', 'read b']);
  await items.return(undefined);
});

test('who stops half-way closes what is open', async () => {
  const { opened, log } = sources(['a', 'b', 'c'], ['d'], ['e']);
  for await (const item of readAhead(opened)) if (item === 'b') break;
  expect(log.filter((line) => /close|open/.test(line)).toSorted()).toEqual([
    'close 0',
    'close 1',
    'open 0',
    'open 1',
  ]);
});

test('a failure comes in its place, and what is open is closed', async () => {
  const { opened, log } = sources(['a', new Error('broken')], ['c']);
  const items = readAhead(opened);
  expect((await items.next()).value).toBe('a');
  await expect(items.next()).rejects.toThrow('broken');
  expect(log).toContain('close 1');
});
