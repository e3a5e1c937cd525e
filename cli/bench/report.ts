import { cpus, loadavg, totalmem } from 'node:os';
import { answer, table } from '../output.ts';
import type { Result } from './identity/targets.ts';

interface Report {
  bench: string;
  params: Readonly<Record<string, unknown>>;
  results: readonly Result[];
  /** Further parts of the JSON. */
  more?: Readonly<Record<string, unknown>>;
}

/** Measures, then prints every number with the machine, and the load that was on it before: it is in every number. */
export async function report(measure: () => Promise<Report>): Promise<void> {
  const loadBefore = Number(loadavg()[0]?.toFixed(2));
  const { bench, params, results, more = {} } = await measure();
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGigabytes: Number((totalmem() / 1e9).toFixed(1)),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    loadBefore,
  };
  answer({ bench, params, machine, results, ...more }, () => describe(results));
}

function describe(results: readonly Result[]): string {
  const sign = { 'at most': '≤', 'at least': '≥' };
  const verdict = { true: 'met', false: 'missed', null: 'too small to judge' };
  return table([
    ['metric', 'value', 'unit', 'target', 'against'],
    ...results.map(({ metric, value, unit, target, bound, against, pass }) => [
      metric,
      value === null ? '-' : value.toLocaleString('en', { maximumSignificantDigits: 4 }),
      unit,
      target === null || bound === null ? '' : `${sign[bound]} ${target} ${verdict[`${pass}`]}`,
      against ?? '',
    ]),
  ]);
}
