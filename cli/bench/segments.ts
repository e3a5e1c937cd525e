import { tmpdir } from 'node:os';
import type { Command } from 'commander';
import { generation } from '../../models/dbt/context.ts';
import { liveCount } from '../../models/segments/ask/count.ts';
import type { Workspace } from '../../models/workspace/resource.ts';
import { readCatalog } from '../../workflows/refresh-models/catalog.ts';
import { countOf } from '../count.ts';
import { note } from '../output.ts';
import { withBench } from './identity/measure.ts';
import { type Bench, runModels } from './identity/run-models.ts';
import { judged, plain, type Result } from './identity/targets.ts';
import { report } from './report.ts';
import {
  asked,
  companyWorkspace,
  fiftyTraits,
  makeCompany,
  oneTrait,
  ordersWorkspace,
  segments,
} from './segments/company.ts';
import { quantile, timeCounts } from './segments/live-count.ts';

interface Options {
  persons: number;
  events: number;
  runs: number;
  folder: string;
}

const targets = {
  countMilliseconds: { bound: 'at most', target: 300, from: 1_000_000 },
  countRatio: { bound: 'at most', target: 1.3, from: 100_000 },
  segmentsRatio: { bound: 'at most', target: 10, from: 0 },
  traitsRatio: { bound: 'at most', target: 3, from: 100_000 },
} as const;

export function registerSegments(bench: Command): void {
  bench
    .command('segments')
    .description('how fast a live count, a hundred segments and fifty traits are')
    .option('--persons <number>', 'persons, with three orders each', count, 1_000_000)
    .option('--events <number>', 'their events', count, 20_000_000)
    .option('--runs <number>', 'of each count', count, 40)
    .option('--folder <path>', 'where the warehouse is made, for as long as it takes', tmpdir())
    .option('--json', 'every number')
    .action((options: Options) => benchSegments(options));
}

const count = countOf(9);

const benchSegments = (options: Options): Promise<void> =>
  report(async () => ({
    bench: 'segments',
    params: { persons: options.persons, events: options.events, runs: options.runs },
    results: await measureSegments(options),
  }));

/** Each number of live counts, refreshes of segments and traits. Throws where two counts of one question differ. */
export const measureSegments = (options: Options): Promise<Result[]> =>
  withBench(options.folder, undefined, (bench) => measure(bench, options));

async function measure(bench: Bench, { persons, events, runs }: Options): Promise<Result[]> {
  note(`making ${persons.toLocaleString('en')} persons with ${events.toLocaleString('en')} events`);
  await makeCompany({ execute: (sql) => bench.warehouse.execute(sql) }, { persons, events });
  note('building identities, profiles and traits');
  const built = await runModels(bench, companyWorkspace(), { id: 'build', select: '+customer_360' });
  await runModels(bench, companyWorkspace(), { id: 'events', select: 'events' });
  return [
    plain('build_seconds', built.seconds, 'seconds'),
    ...(await counts(bench, persons, runs)),
    ...(await refreshes(bench)),
    ...(await traitScans(bench, persons)),
  ];
}

async function counts({ warehouse }: Bench, persons: number, runs: number): Promise<Result[]> {
  note(`counting ${runs} times`);
  const workspace = companyWorkspace();
  const context = generation(
    workspace,
    await readCatalog(warehouse, workspace),
    warehouse.dialect,
    'warehouse',
  );
  const { weft, byHand } = await timeCounts(warehouse, context, runs);
  const draft = { slug: 'asked', where: asked };
  const exact = await liveCount(warehouse, context, draft);
  const sampled = await liveCount(warehouse, context, draft, { budgetMs: 0 });
  const hands = Object.entries(byHand).map(([name, values]) => ({
    name,
    median: quantile(values, 0.5),
    values,
  }));
  const best = hands.toSorted((a, b) => a.median - b.median)[0];
  const median = quantile(weft, 0.5);
  return [
    judged(
      'count.p95',
      quantile(weft, 0.95),
      'milliseconds',
      'the limit',
      targets.countMilliseconds,
      persons,
    ),
    plain('count.median', median, 'milliseconds'),
    plain('count.sampled', sampled.milliseconds, 'milliseconds', `one person in ${sampled.oneIn}`),
    plain(
      'count.sampled_off',
      Math.abs(sampled.members - exact.members) / sampled.error,
      'of its error',
      `${exact.members} members; a sample says ${sampled.members} ± ${sampled.error}`,
    ),
    ...hands.map(({ name, median: each }) => plain(`count.by_hand.${name}`, each, 'milliseconds')),
    judged(
      'count.to_by_hand',
      median / (best?.median ?? Number.NaN),
      'ratio',
      `medians, against the best by hand: ${best?.name}`,
      targets.countRatio,
      persons,
    ),
  ];
}

const ledger = 'segment_matches segment_now segment_changes segment_members segment_runs';

async function refreshes(bench: Bench): Promise<Result[]> {
  const refresh = async (workspace: Workspace, id: string) => {
    note(`refreshing ${workspace.all('segment').length} segments`);
    return runModels(bench, workspace, { id, select: ledger });
  };
  const one = await refresh(companyWorkspace(segments(1)), 'one');
  const oneAgain = await refresh(companyWorkspace(segments(1)), 'one-again');
  const hundred = await refresh(companyWorkspace(segments(100)), 'hundred');
  const hundredAgain = await refresh(companyWorkspace(segments(100)), 'hundred-again');
  const statements = hundred.statements.length;
  return [
    plain('segments.one_seconds', one.wallSeconds, 'seconds'),
    plain(
      'segments.hundred_seconds',
      hundred.wallSeconds,
      'seconds',
      'ninety-nine of them for the first time',
    ),
    judged(
      'segments.hundred_to_one',
      hundred.wallSeconds / one.wallSeconds,
      'ratio',
      'from the start of dbt to its end, members entering',
      targets.segmentsRatio,
      1,
    ),
    judged(
      'segments.hundred_to_one_again',
      hundredAgain.wallSeconds / oneAgain.wallSeconds,
      'ratio',
      'the same with nobody entering',
      targets.segmentsRatio,
      1,
    ),
    plain('segments.models_hundred_to_one', hundred.seconds / one.seconds, 'ratio', 'the models alone'),
    plain('segments.statements', statements, 'statements'),
  ];
}

async function traitScans(bench: Bench, persons: number): Promise<Result[]> {
  note('computing 1 and 50 traits of orders');
  const scan = async (workspace: Workspace, id: string) =>
    (await runModels(bench, workspace, { id, select: 'traits_orders' })).seconds;
  const one = await scan(ordersWorkspace(oneTrait()), 'trait');
  const fifty = await scan(ordersWorkspace(fiftyTraits()), 'traits');
  return [
    plain('traits.one_seconds', one, 'seconds'),
    plain('traits.fifty_seconds', fifty, 'seconds'),
    judged(
      'traits.fifty_to_one',
      fifty / one,
      'ratio',
      'the model of their origin',
      targets.traitsRatio,
      persons,
    ),
  ];
}
