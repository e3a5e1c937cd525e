import type { Measured } from './measure.ts';
import type { Resolution } from './resolve.ts';
import { componentSeconds, type Statement } from './statements.ts';
import { judged, plain, type Result, targets } from './targets.ts';

const gigabyte = 1e9;
const scipyPath = 'DuckLake to pandas, factorize, scipy connected_components, back to DuckLake';
const splinkPath = 'splink 5 cluster_pairwise_predictions_at_threshold on DuckDB, same edges';
const chainOf500Users = 50_000;

/** What one graph gave, under names that begin with the shape and its size. */
export function resultsOf(measured: Measured): Result[] {
  const { graph, full, scipy, splink, samePartition, incremental, stagedRecords } = measured;
  const name = prefixOf(measured);
  const { records } = graph;
  const results = [
    ...resolutionResults(`${name}.weft`, full),
    plain(`${name}.weft_records_of_parted_components`, stagedRecords, 'records'),
  ];
  if (graph.limits && graph.name === 'ordered-chains' && records <= chainOf500Users) {
    results.push(
      judged(
        `${name}.worst_order`,
        full.seconds,
        'seconds',
        'users in rising order of time along a chain, stopped at the cap of rounds',
        targets.worstOrderSeconds,
        records,
      ),
      judged(
        `${name}.worst_order_warned`,
        full.warnings.length > 0 ? 1 : 0,
        'boolean',
        'a warning where values are left undecided',
        targets.worstOrderWarned,
        records,
      ),
    );
  }
  if (scipy) {
    const ratio = full.seconds / scipy.seconds;
    results.push(
      plain(`${name}.links`, scipy.links, 'links'),
      plain(`${name}.scipy_seconds`, scipy.seconds, 'seconds'),
      ...Object.entries(scipy.steps).map(([step, seconds]) =>
        plain(`${name}.scipy_${step}_seconds`, seconds, 'seconds'),
      ),
      plain(`${name}.scipy_cpu_seconds`, scipy.cpuSeconds, 'seconds'),
      plain(`${name}.scipy_peak`, scipy.peakBytes / gigabyte, 'GB'),
      judged(`${name}.to_scipy`, ratio, 'ratio', scipyPath, targets.scipyRatio(graph.name), records),
    );
  }
  if (samePartition !== null) results.push(judgedPartition(`${name}.same_partition`, samePartition, records));
  if (splink) {
    const own = componentSeconds(full.statements);
    const ratio = own === null ? null : splink.seconds / own;
    const stopped = splink.stopped ? `, stopped after ${splink.seconds} s: the ratio is at least this` : '';
    results.push(
      plain(`${name}.splink_nodes`, splink.nodes, 'nodes'),
      plain(`${name}.splink_edges`, splink.edges, 'edges'),
      plain(
        `${name}.splink_seconds`,
        splink.seconds,
        'seconds',
        splink.stopped ? 'stopped at its limit' : undefined,
      ),
      plain(`${name}.splink_cpu_seconds`, splink.cpuSeconds, 'seconds'),
      plain(`${name}.splink_peak`, splink.peakBytes / gigabyte, 'GB'),
      judged(
        `${name}.splink_to_weft_components`,
        ratio,
        'ratio',
        `${splinkPath}${stopped}`,
        targets.splinkRatio,
        records,
      ),
    );
  }
  if (incremental) {
    const { added, resolution } = incremental;
    results.push(
      plain(`${name}.incremental_records`, added, 'records'),
      ...resolutionResults(`${name}.incremental`, resolution),
      judged(
        `${name}.incremental_to_full`,
        resolution.seconds / full.seconds,
        'ratio',
        `the full run before it; this one ran ${String(resolution.run.mode)}`,
        targets.incrementalRatio,
        records,
      ),
    );
    if (incremental.samePartition !== null)
      results.push(judgedPartition(`${name}.incremental_same_partition`, incremental.samePartition, records));
  }
  return results;
}

export const prefixOf = ({ graph }: Pick<Measured, 'graph'>): string =>
  `${graph.name}${graph.limits ? '' : '-unlimited'}.${graph.records}`;

/** One graph's numbers in a line, for who waits for the rest. */
export function summaryOf({ graph, full, scipy, splink, incremental }: Measured): string {
  const seconds = (value: number) => `${value.toFixed(1)} s`;
  return [
    `${graph.name}, ${graph.records.toLocaleString('en')} records: Weft ${seconds(full.seconds)}`,
    scipy ? `outside the warehouse ${seconds(scipy.seconds)}` : '',
    splink
      ? `Splink ${seconds(splink.seconds)} to ${seconds(componentSeconds(full.statements) ?? 0)} for components`
      : '',
    incremental ? `incremental ${seconds(incremental.resolution.seconds)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const judgedPartition = (metric: string, same: boolean, records: number): Result =>
  judged(metric, same ? 1 : 0, 'boolean', 'components of the peer', targets.samePartition, records);

function resolutionResults(name: string, resolution: Resolution): Result[] {
  const { seconds, wallSeconds, testSeconds, usage, statements, conflicts, run } = resolution;
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return [
    plain(`${name}_seconds`, seconds, 'seconds'),
    plain(`${name}_wall_seconds`, wallSeconds, 'seconds'),
    plain(`${name}_test_seconds`, testSeconds, 'seconds'),
    plain(`${name}_cpu_seconds`, usage.cpuSeconds, 'seconds', 'from the start of dbt to its end'),
    plain(`${name}_component_seconds`, componentSeconds(statements), 'seconds'),
    judged(
      `${name}_peak`,
      usage.peakBytes / gigabyte,
      'GB',
      'resident memory of dbt and PostgreSQL',
      targets.memoryGigabytes,
      0,
    ),
    plain(`${name}_spilled`, usage.peakDiskBytes / gigabyte, 'GB'),
    plain(`${name}_persons`, number(run.persons), 'persons'),
    plain(`${name}_rounds`, number(run.rounds), 'rounds'),
    ...Object.entries(conflicts).map(([rule, values]) =>
      plain(`${name}_conflicts_${rule}`, values, 'values'),
    ),
  ];
}

/** How the time grew from the smallest to the largest graph of a shape, by how n log n grew. */
export function growthOf(measured: readonly Measured[]): Result[] {
  const results: Result[] = [];
  for (const name of new Set(measured.map(({ graph }) => graph.name))) {
    const sized = measured
      .filter(({ graph }) => graph.name === name)
      .sort((a, b) => a.graph.records - b.graph.records);
    const [small, large] = [sized[0], sized.at(-1)];
    if (!small || !large || small === large) continue;
    const work = (records: number) => records * Math.log(records);
    const growth =
      large.full.seconds / small.full.seconds / (work(large.graph.records) / work(small.graph.records));
    results.push(
      judged(
        `${name}.growth_${small.graph.records}_to_${large.graph.records}`,
        growth,
        'ratio',
        'n log n',
        targets.growth,
        large.graph.records,
      ),
    );
  }
  return results;
}

/** The slowest statements of a run, for who looks for what to make faster. */
export const slowest = (statements: readonly Statement[], count: number): Statement[] =>
  statements
    .slice(0, count)
    .map((statement) => ({ ...statement, seconds: Number(statement.seconds.toFixed(3)) }));
