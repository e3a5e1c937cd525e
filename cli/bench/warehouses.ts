import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { ConfigError } from '../../connectors/errors.ts';
import { readSettings } from '../../connectors/settings.ts';
import { dialectOf } from '../../connectors/warehouses/registry.ts';
import { countOf } from '../count.ts';
import { answer, note, table } from '../output.ts';
import { withPlatform } from '../platform/platform.ts';

const engines = ['duckdb', 'snowflake', 'bigquery'] as const;
type EngineName = (typeof engines)[number];
const paths = ['weft', 'driver'] as const;
type Path = (typeof paths)[number];

interface Options {
  rows: number;
  runs: number;
  only?: EngineName[];
  url: string[];
  json?: boolean;
}

/** One warehouse to measure; without a URL the embedded one. */
interface Target {
  engine: EngineName;
  url: string | undefined;
}

const measurementSchema = z.object({
  seconds: z.number().positive(),
  heldBytes: z.number().positive(),
  peakBytes: z.number().positive(),
});
type Measurement = z.infer<typeof measurementSchema>;

export function registerWarehouses(bench: Command): void {
  bench
    .command('warehouses')
    .description("how fast Weft reads each warehouse as a stream, against the engine's own driver")
    .option('--rows <count>', 'rows of the large measurement; the small one has a tenth', count, 1_000_000)
    .option('--runs <count>', 'measurements of each, of which the median counts', count, 3)
    .option('--only <names>', `of ${engines.join(', ')}, separated by commas`, engineNames)
    .option(
      '--url <url>',
      'another warehouse as WEFT_WAREHOUSE_URL names one, again for each; credentials from its own variables',
      (url: string, urls: string[]) => [...urls, url],
      [],
    )
    .option('--json', 'every number')
    .action(benchWarehouses);
}

const count = countOf(9);

function engineNames(text: string): EngineName[] {
  return text.split(',').map((name) => {
    const engine = engines.find((each) => each === name.trim());
    if (!engine) throw new InvalidArgumentError(`knows ${engines.join(', ')}`);
    return engine;
  });
}

async function benchWarehouses(options: Options): Promise<void> {
  const targets = targetsOf(options);
  if (targets.length === 0) {
    throw new ConfigError('None of these warehouses is configured', {
      mend: 'Give its URL with --url, or set WEFT_WAREHOUSE_URL.',
    });
  }
  const sizes = [Math.max(1, Math.round(options.rows / 10)), options.rows];
  const results: EngineResult[] = [];
  for (const target of targets) {
    const measure = () => measureEngine(target, sizes, options.runs);
    const embedded = target.url === undefined;
    results.push(
      await (embedded
        ? withPlatform(readSettings(), ['postgres'], measure, { purpose: 'weft bench', onWait: note })
        : measure()),
    );
  }
  answer({ runs: options.runs, warehouses: results }, () => describe(results));
}

/** The embedded warehouse, the one of the environment and those of the options. */
function targetsOf({ only, url }: Options): Target[] {
  const urls = [undefined, process.env.WEFT_WAREHOUSE_URL || undefined, ...url];
  const targets = [...new Set(urls)].map((each) => ({
    engine: dialectOf(readSettings({ ...process.env, WEFT_WAREHOUSE_URL: each })).name,
    url: each,
  }));
  return targets.filter(({ engine }) => only === undefined || only.includes(engine));
}

interface SizeResult {
  rows: number;
  /** Of the median run. */
  rowsPerSecond: Record<Path, number>;
  /** Weft's rows per second by the driver's. */
  ratio: number;
  /** What the process holds when nine tenths are read, garbage aside, and the most it took of the machine; medians. */
  heldBytes: Record<Path, number>;
  peakBytes: Record<Path, number>;
  seconds: Record<Path, number[]>;
}

interface EngineResult {
  engine: EngineName;
  sizes: SizeResult[];
  /** How much more Weft holds at the large size than at the small one. */
  heldGrowthBytes: number;
}

async function measureEngine(target: Target, rowCounts: number[], runs: number): Promise<EngineResult> {
  const sizes: SizeResult[] = [];
  for (const rows of rowCounts) {
    const found: Record<Path, Measurement[]> = { weft: [], driver: [] };
    for (let run = 1; run <= runs; run += 1) {
      // By turns, so that what else the machine does falls on both.
      for (const path of paths) {
        note(`${target.engine}: ${rows.toLocaleString('en')} rows by ${path}, ${run} of ${runs}`);
        found[path].push(await measureOnce(target, path, rows));
      }
    }
    const of = (path: Path, field: keyof Measurement) => median(found[path].map((each) => each[field]));
    const rowsPerSecond = {
      weft: Math.round(rows / of('weft', 'seconds')),
      driver: Math.round(rows / of('driver', 'seconds')),
    };
    sizes.push({
      rows,
      rowsPerSecond,
      ratio: Number((rowsPerSecond.weft / rowsPerSecond.driver).toFixed(2)),
      heldBytes: { weft: of('weft', 'heldBytes'), driver: of('driver', 'heldBytes') },
      peakBytes: { weft: of('weft', 'peakBytes'), driver: of('driver', 'peakBytes') },
      seconds: {
        weft: found.weft.map(({ seconds }) => seconds),
        driver: found.driver.map(({ seconds }) => seconds),
      },
    });
  }
  const [small, large] = [sizes[0], sizes.at(-1)];
  return {
    engine: target.engine,
    sizes,
    heldGrowthBytes: (large?.heldBytes.weft ?? 0) - (small?.heldBytes.weft ?? 0),
  };
}

async function measureOnce({ url }: Target, path: Path, rows: number): Promise<Measurement> {
  const { stdout } = await execa(
    process.execPath,
    ['--no-warnings', '--expose-gc', join(import.meta.dirname, 'measure.ts'), path, String(rows)],
    { env: { WEFT_WAREHOUSE_URL: url ?? '' }, stderr: 'inherit' },
  );
  return measurementSchema.parse(JSON.parse(stdout));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

function describe(results: readonly EngineResult[]): string {
  const number = (value: number) => value.toLocaleString('en');
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MB`;
  const lines = results.flatMap(({ engine, sizes }) =>
    sizes.map(({ rows, rowsPerSecond, ratio, heldBytes }) => [
      engine,
      number(rows),
      number(rowsPerSecond.weft),
      number(rowsPerSecond.driver),
      ratio.toFixed(2),
      megabytes(heldBytes.weft),
      megabytes(heldBytes.driver),
    ]),
  );
  return table([
    ['warehouse', 'rows', 'weft rows/s', 'driver rows/s', 'ratio', 'weft holds', 'driver holds'],
    ...lines,
  ]);
}
