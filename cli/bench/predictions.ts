import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { execa } from 'execa';
import { z } from 'zod';
import { projectRoot, toolchainFolder } from '../../connectors/settings.ts';
import { fitBgNbd } from '../../models/predictions/fit/bg-nbd.ts';
import { fitGammaGamma } from '../../models/predictions/fit/gamma-gamma.ts';
import { installBenchPython } from '../bootstrap/bench-environment.ts';
import { note } from '../output.ts';
import { judged, plain, type Result } from './identity/targets.ts';
import { report } from './report.ts';

const numbers = z.array(z.number());
const fitsSchema = z.object({
  customers: z.object({ frequency: numbers, recency: numbers, age: numbers, value: numbers }),
  seconds: z.object({ bg_nbd: numbers, gamma_gamma: numbers }),
  parameters: z.object({
    bg_nbd: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() }),
    gamma_gamma: z.object({ p: z.number(), q: z.number(), v: z.number() }),
  }),
});
type LifetimesFits = z.infer<typeof fitsSchema>;

const targets = {
  ratio: { bound: 'at most', target: 5, from: 0 },
  apart: { bound: 'at most', target: 1e-4, from: 0 },
} as const;

export function registerPredictions(bench: Command): void {
  bench
    .command('predictions')
    .description('how fast BG/NBD and Gamma-Gamma are fitted to CDNOW, and how near, against Lifetimes')
    .option('--runs <number>', 'of each fit, of which the fastest counts', runsOf, 5)
    .option('--json', 'every number')
    .action((options: { runs: number }) => benchPredictions(options));
}

function runsOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('needs a whole number from 1 to 99');
  return Number(text);
}

const benchPredictions = ({ runs }: { runs: number }): Promise<void> =>
  report(async () => ({
    bench: 'predictions',
    params: { data: 'the sample of CDNOW, 2,357 customers', runs },
    results: await measurePredictions(runs),
  }));

/** Fits the same customers by Lifetimes, then by Weft. */
export async function measurePredictions(runs: number): Promise<Result[]> {
  const python = await installBenchPython(projectRoot, toolchainFolder(), note);
  const { stdout } = await execa(python, [join(import.meta.dirname, 'predictions', 'lifetimes_fits.py')], {
    input: JSON.stringify({ runs }),
    env: { PYTHONWARNINGS: 'ignore' },
    stderr: 'inherit',
  });
  const peer = fitsSchema.parse(JSON.parse(stdout));
  const histories = historiesOf(peer);
  const values = valuesOf(peer);
  const rates = timed(runs, () => fitBgNbd(histories));
  const worth = timed(runs, () => fitGammaGamma(values));
  return [
    ...resultsOf<'r' | 'alpha' | 'a' | 'b'>('bg_nbd', rates, peer.seconds.bg_nbd, peer.parameters.bg_nbd),
    ...resultsOf<'p' | 'q' | 'v'>(
      'gamma_gamma',
      worth,
      peer.seconds.gamma_gamma,
      peer.parameters.gamma_gamma,
    ),
  ];
}

interface Timed<Fit> {
  fit: Fit;
  seconds: number;
}

function timed<Fit>(runs: number, fitted: () => Fit): Timed<Fit> {
  let fit = fitted();
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    fit = fitted();
    seconds = Math.min(seconds, (performance.now() - started) / 1000);
  }
  return { fit, seconds };
}

function resultsOf<Name extends string>(
  model: string,
  { fit, seconds }: Timed<{ [Parameter in Name]: number } & { customers: number; logLikelihood: number }>,
  peerSeconds: readonly number[],
  parameters: Readonly<Record<Name, number>>,
): Result[] {
  const peer = Math.min(...peerSeconds);
  const apart = Object.entries<number>(parameters).map(([name, value]) =>
    Math.abs((fit[name as Name] - value) / value),
  );
  const { customers } = fit;
  return [
    ...Object.keys(parameters).map((name) => plain(`${model}.${name}`, fit[name as Name], 'parameter')),
    plain(`${model}.log_likelihood`, fit.logLikelihood, 'log likelihood'),
    plain(`${model}.seconds`, seconds, 's'),
    plain(`${model}.lifetimes_seconds`, peer, 's', 'Lifetimes 0.11'),
    judged(
      `${model}.ratio`,
      seconds / peer,
      'times',
      "Lifetimes' time for the same customers",
      targets.ratio,
      customers,
    ),
    judged(
      `${model}.apart`,
      Math.max(...apart),
      'share of the parameter, at most',
      "Lifetimes' parameters",
      targets.apart,
      customers,
    ),
  ];
}

function historiesOf({ customers: { frequency, recency, age } }: LifetimesFits) {
  return {
    frequency: Float64Array.from(frequency),
    recency: Float64Array.from(recency),
    age: Float64Array.from(age),
    customers: new Float64Array(frequency.length).fill(1),
  };
}

function valuesOf({ customers: { frequency, value } }: LifetimesFits) {
  const repeat = frequency.map((each) => each > 0);
  const chosen = (column: readonly number[]) => Float64Array.from(column.filter((_, row) => repeat[row]));
  return {
    frequency: chosen(frequency),
    averageValue: chosen(value),
    customers: new Float64Array(repeat.filter(Boolean).length).fill(1),
  };
}
