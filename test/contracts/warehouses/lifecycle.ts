import { expect } from 'vitest';
import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { openWarehouse } from '../../../connectors/warehouses/registry.ts';
import type { Topic } from './contract.ts';
import { streamed } from './streamed.ts';
import { countOf, makeTable } from './tables.ts';

const cancelled = {
  name: 'WarehouseError',
  retryable: false,
  message: expect.stringMatching(/cancel/i),
};
const late = {
  name: 'WarehouseError',
  message: expect.stringMatching(/longer|limit|time/i),
  mend: expect.stringMatching(/./),
};

/** Cancelling, limits of time, tags, costs, rights, and the end. */
export function lifecycleContract({ check, engine, subject }: Topic): void {
  const works = async (): Promise<void> => {
    expect(await subject().warehouse.query('select 1 as one')).toHaveLength(1);
  };
  type Call = (
    warehouse: Warehouse,
    options: { signal?: AbortSignal; timeoutMs?: number },
  ) => Promise<unknown>;
  const calls: Record<string, Call> = {
    query: (warehouse, options) => warehouse.query(engine.nature.slow, options),
    execute: (warehouse, options) => warehouse.execute(engine.nature.slow, options),
    stream: (warehouse, options) => streamed(warehouse, engine.nature.slow, options),
    readOnly: (warehouse, options) => warehouse.readOnly(engine.nature.slow, options),
  };
  for (const [name, call] of Object.entries(calls)) {
    check(`${name} is cancelled by its signal`, async () => {
      await expect(call(subject().warehouse, { signal: AbortSignal.timeout(400) })).rejects.toMatchObject(
        cancelled,
      );
      await works();
    });
    check(`${name} ends at its limit of time`, async () => {
      await expect(call(subject().warehouse, { timeoutMs: 400 })).rejects.toMatchObject(late);
      await works();
    });
    check(`${name} does not begin when its signal has aborted`, async () => {
      await expect(call(subject().warehouse, { signal: AbortSignal.abort() })).rejects.toMatchObject(
        cancelled,
      );
      await works();
    });
  }

  check('a stream is cancelled between its batches', async () => {
    const stop = new AbortController();
    const read = async () => {
      for await (const batch of subject().warehouse.stream(engine.nature.series(200_000), {
        signal: stop.signal,
      })) {
        expect(batch.length).toBeGreaterThan(0);
        stop.abort();
      }
    };
    await expect(read()).rejects.toMatchObject(cancelled);
    await works();
  });

  check('nothing is written once the signal has aborted', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    const options = { signal: AbortSignal.abort() };
    const insert = `insert into ${warehouse.dialect.table(path)} (id) values (1)`;
    await expect(warehouse.execute(insert, options)).rejects.toMatchObject(cancelled);
    await expect(warehouse.transaction([insert], options)).rejects.toMatchObject(cancelled);
    await expect(warehouse.append(path, [{ id: '1' }], options)).rejects.toMatchObject(cancelled);
    expect(await countOf(subject(), path)).toBe(0);
  });

  check('a signal and a limit that are not reached change nothing', async () => {
    const { warehouse } = subject();
    const options = { signal: new AbortController().signal, timeoutMs: 25_000 };
    expect(await warehouse.query("select 'x' as v", options)).toEqual([{ v: 'x' }]);
    expect(await streamed(warehouse, engine.nature.series(10), options)).toHaveLength(10);
  });

  check('tags of any characters', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    for (const tag of [
      {},
      { run: '0198-run', resource: 'sync/crm' },
      { run: `it's "${'x'.repeat(300)}"`, resource: 'Grüße; drop table y -- 漢字 😀\n{}' },
    ]) {
      expect(await warehouse.query("select 'x' as v", { tag })).toEqual([{ v: 'x' }]);
      await warehouse.execute(`insert into ${warehouse.dialect.table(path)} (id) values (1)`, { tag });
      await warehouse.append(path, [{ id: '2' }], { tag });
    }
    expect(await countOf(subject(), path)).toBe(6);
  });

  check('progress is a share', async () => {
    const shares: number[] = [];
    await subject().warehouse.query(
      `select count(*) as n from (${engine.nature.series(100_000)}) as series`,
      {
        onProgress: (share) => shares.push(share),
      },
    );
    expect(shares.filter((share) => !(share >= 0 && share <= 1))).toEqual([]);
  });

  check('an estimate is a cost, or null where the engine cannot say', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { id: 'integer', v: 'text' });
    await warehouse.append(path, [{ id: '1', v: 'x' }]);
    const cost = await warehouse.estimate(`select * from ${warehouse.dialect.table(path)}`);
    if (engine.type === 'duckdb') {
      expect(cost).toBeNull();
    } else {
      expect(Object.keys(cost ?? {}).sort()).toEqual(['bytes', 'credits', 'seconds']);
      for (const value of Object.values(cost ?? {})) expect(value === null || value >= 0).toBe(true);
      expect(cost?.bytes).not.toBeNull();
    }
    expect(await countOf(subject(), path)).toBe(1);
  });

  check('each right is checked, and one that is missing says how it is given', async () => {
    const { warehouse, schema, secrets } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    const checks = await warehouse.checkAccess([path, `${schema}.not_there`]);
    for (const each of checks) {
      expect(each.name).toMatch(/./);
      expect(each.detail).toMatch(/./);
      expect(['ok', 'warn', 'fail']).toContain(each.result);
      if (each.result === 'fail') expect(each.mend).toMatch(/./);
    }
    const read = (table: string) => checks.find(({ name }) => name === `read ${table}`);
    expect(read(path)).toMatchObject({ result: 'ok' });
    expect(read(`${schema}.not_there`)).toMatchObject({ result: 'fail', mend: expect.stringMatching(/./) });
    expect(checks.filter(({ name, result }) => !name.startsWith('read ') && result === 'fail')).toEqual([]);
    for (const secret of secrets) expect(JSON.stringify(checks)).not.toContain(secret);
  });

  check('rights with a hostile name of a table never throw', async () => {
    const checks = await subject().warehouse.checkAccess(["x'; drop table y; --.t", '"', 'a.b.c.d']);
    expect(checks.filter(({ name }) => name.startsWith('read ')).map(({ result }) => result)).toEqual([
      'fail',
      'fail',
      'fail',
    ]);
  });

  check('maintenance leaves the rows as they are', async () => {
    const { warehouse } = subject();
    const path = await makeTable(subject(), { id: 'integer' });
    for (const id of ['1', '2', '3']) await warehouse.append(path, [{ id }]);
    await warehouse.maintain();
    expect(await countOf(subject(), path)).toBe(3);
  });

  check('one that was closed refuses every call, and can be closed again', async () => {
    const warehouse = await openWarehouse(subject().settings);
    await warehouse.query('select 1 as one');
    await warehouse.close();
    await warehouse.close();
    const closed = {
      name: 'WarehouseError',
      message: expect.stringMatching(/closed/i),
      mend: expect.stringMatching(/./),
    };
    await expect(warehouse.query('select 1 as one')).rejects.toMatchObject(closed);
    await expect(warehouse.execute('select 1 as one')).rejects.toMatchObject(closed);
    await expect(warehouse.readOnly('select 1 as one')).rejects.toMatchObject(closed);
    await expect(warehouse.transaction(['select 1 as one'])).rejects.toMatchObject(closed);
    await expect(warehouse.append('weft.t', [{ id: '1' }])).rejects.toMatchObject(closed);
    await expect(warehouse.tables()).rejects.toMatchObject(closed);
    await expect(streamed(warehouse, 'select 1 as one')).rejects.toMatchObject(closed);
    await works();
  });

  check("two open warehouses see each other's rows", async () => {
    const other = await openWarehouse(subject().settings);
    try {
      const path = await makeTable(subject(), { id: 'integer' });
      await other.append(path, [{ id: '1' }]);
      expect(await countOf(subject(), path)).toBe(1);
    } finally {
      await other.close();
    }
  });
}
