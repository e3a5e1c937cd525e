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
    async read(sql) {
      let count = 0;
      for await (const rows of warehouse.stream(sql)) count += rows.length;
      return count;
    },
    close: () => warehouse.close(),
  };
}

const [path, size] = process.argv.slice(2);
const rows = Number(size);
const driver = path === 'weft' ? await openWeft() : await openDriver(dialect, settings);
try {
  // What is loaded and compiled at the first use is not what is measured.
  await driver.read(statementOf(dialect, 10_000));
  const before = process.resourceUsage().maxRSS;
  const started = performance.now();
  const read = await driver.read(statementOf(dialect, rows));
  const seconds = (performance.now() - started) / 1000;
  if (read !== rows) throw new Error(`${read} rows came of ${rows}`);
  const peak = process.resourceUsage().maxRSS;
  process.stdout.write(
    JSON.stringify({ seconds, peakBytes: peak * 1024, growthBytes: (peak - before) * 1024 }),
  );
} finally {
  await driver.close();
}
