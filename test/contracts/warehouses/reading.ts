import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import type { Row } from '../../../connectors/warehouses/connection.ts';
import type { Topic } from './contract.ts';
import { streamed } from './streamed.ts';
import { makeTable } from './tables.ts';

const megabyte = 1024 * 1024;

/** The process's memory, bytes, after what is not used any more was freed: what JavaScript holds, and all of it. */
function memory(): { held: number; resident: number } {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, resident: rss };
}

/** Reading as a stream: all rows, in bounded memory, and stopped at any time. */
export function readingContract({ check, engine, subject }: Topic): void {
  check(
    'a million rows in bounded memory',
    async () => {
      const rows = 1_000_000;
      let count = 0;
      let sum = 0n;
      let widest = 0;
      let early = memory();
      for await (const batch of subject().warehouse.stream(engine.nature.series(rows))) {
        if (count < 100_000 && count + batch.length >= 100_000) early = memory();
        for (const row of batch) sum += BigInt(String(row.id));
        count += batch.length;
        widest = Math.max(widest, batch.length);
      }
      const late = memory();
      expect({ count, sum }).toEqual({ count: rows, sum: (BigInt(rows) * BigInt(rows - 1)) / 2n });
      expect(widest).toBeLessThanOrEqual(100_000);
      const growth = (part: 'held' | 'resident') => Math.round((late[part] - early[part]) / megabyte);
      // The rows would take some hundred megabytes; the process keeps freed memory for later.
      expect(growth('held'), 'megabytes held at a million rows beyond those at 100,000').toBeLessThan(64);
      expect(growth('resident'), 'megabytes resident beyond those at 100,000').toBeLessThan(250);
    },
    180_000,
  );

  check('batches are never empty, and there is none of no rows', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    const sql = `select id from ${warehouse.dialect.table(path)}`;
    for await (const batch of warehouse.stream(sql)) throw new Error(`a batch of ${batch.length} rows`);
    for await (const batch of warehouse.stream(engine.nature.series(5000)))
      expect(batch.length).toBeGreaterThan(0);
  });

  check('a stream that is stopped early leaves the warehouse usable, again and again', async () => {
    const { warehouse } = subject();
    for (let round = 0; round < 12; round += 1) {
      let first: Row | undefined;
      for await (const batch of warehouse.stream(engine.nature.series(50_000))) {
        first = batch[0];
        break;
      }
      expect(String(first?.label)).toHaveLength(40);
    }
    expect(await warehouse.query('select 1 as one')).toHaveLength(1);
  });

  check('a consumer that throws ends its stream with its own error', async () => {
    const { warehouse } = subject();
    const consume = async () => {
      for await (const _ of warehouse.stream(engine.nature.series(5000))) throw new RangeError('enough');
    };
    await expect(consume()).rejects.toThrow(new RangeError('enough'));
    expect(await warehouse.query('select 1 as one')).toHaveLength(1);
  });

  check('two streams at once, and a query between', async () => {
    const { warehouse } = subject();
    const [left, right] = [5000, 7000].map((rows) =>
      warehouse.stream(engine.nature.series(rows))[Symbol.asyncIterator](),
    );
    const counts = [0, 0];
    let open = true;
    while (open) {
      const next = [await left?.next(), await right?.next()];
      next.forEach((result, index) => {
        if (result && !result.done) counts[index] = (counts[index] ?? 0) + result.value.length;
      });
      open = next.some((result) => result?.done === false);
      await warehouse.query('select 1 as one');
    }
    expect(counts).toEqual([5000, 7000]);
  });

  check('a stream takes parameters', async () => {
    const { warehouse } = subject();
    const sql = `select id from (${engine.nature.series(1000)}) as series where id < ${warehouse.dialect.cast('$1', 'integer')}`;
    const rows = await streamed(warehouse, sql, { values: [3] });
    expect(rows.map(({ id }) => String(id)).sort()).toEqual(['0', '1', '2']);
  });

  check('a stream of a statement that is refused says why', async () => {
    const { warehouse, schema } = subject();
    const sql = `select * from ${warehouse.dialect.table(`${schema}.not_here`)}`;
    await expect(streamed(warehouse, sql)).rejects.toMatchObject({
      name: 'WarehouseError',
      message: expect.stringMatching(/not_here/i),
    });
  });

  check('a stream that fails half-way does not end as if it were whole', async () => {
    const { warehouse } = subject();
    const { dialect } = warehouse;
    const bad = `case when id = 250000 then 'no number' else '1' end`;
    const sql = `select id, ${dialect.cast(bad, 'integer')} as v from (${engine.nature.series(300_000)}) as series`;
    await expect(streamed(warehouse, sql)).rejects.toMatchObject({
      name: 'WarehouseError',
      message: expect.stringMatching(/no number/),
    });
    await expect(warehouse.readOnly(sql, { limit: 300_000 })).rejects.toMatchObject({
      message: expect.stringMatching(/no number/),
    });
  });

  check('rows of a stream come in the order of the statement', async () => {
    const { warehouse } = subject();
    const sql = `select id from (${engine.nature.series(30_000)}) as series order by id desc`;
    const ids = (await streamed(warehouse, sql)).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 30_000 }, (_, index) => 29_999 - index));
  });

  check('many columns', async () => {
    const { warehouse } = subject();
    const names = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const [row] = await warehouse.query(
      `select ${names.map((name, index) => `'v${index}' as ${name}`).join(', ')}`,
    );
    expect(row).toEqual(Object.fromEntries(names.map((name, index) => [name, `v${index}`])));
  });
}
