/** One measurement in a process of its own, so that its memory is its own: `measure.ts weft|driver ROWS`. */
import { readSettings } from '../../connectors/settings.ts';
import { dialectOf, openWarehouse } from '../../connectors/warehouses/registry.ts';
import { type Driver, openDriver } from './drivers.ts';
import { statementOf } from './statement.ts';

const settings = readSettings();
const dialect = dialectOf(settings);

async function openWeft(): Promise<Driver> {
  const warehouse = await openWarehouse(settings);
  return {
    async read(sql, onRows) {
      for await (const rows of warehouse.stream(sql)) onRows(rows.length);
    },
    close: () => warehouse.close(),
  };
}

const [path, size] = process.argv.slice(2);
const rows = Number(size);
const driver = path === 'weft' ? await openWeft() : await openDriver(dialect, settings);
try {
  // What is loaded and compiled at the first use is not what is measured.
  await driver.read(statementOf(dialect, 10_000), () => undefined);
  let read = 0;
  let heldBytes = 0;
  const started = performance.now();
  await driver.read(statementOf(dialect, rows), (count) => {
    read += count;
    // Once, where a reader that keeps what it has read would hold nearly all of it.
    if (heldBytes === 0 && read >= rows * 0.9) heldBytes = held();
  });
  const seconds = (performance.now() - started) / 1000;
  if (read !== rows) throw new Error(`${read} rows came of ${rows}`);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ seconds, heldBytes, peakBytes }));
} finally {
  await driver.close();
}

/** What JavaScript holds, the driver's buffers included, after all else was freed. */
function held(): number {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
