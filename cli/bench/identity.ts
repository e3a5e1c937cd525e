import { tmpdir } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { countOf } from '../count.ts';
import { note } from '../output.ts';
import { febrlNames, measureFuzzy } from './identity/fuzzy.ts';
import { graphOf } from './identity/generate.ts';
import { type Measured, measure, withBench } from './identity/measure.ts';
import { type PeerName, peerNames } from './identity/peers.ts';
import { growthOf, prefixOf, resultsOf, slowest, summaryOf } from './identity/results.ts';
import { limitedByDefault, type ShapeName, shapeNames } from './identity/shapes.ts';
import type { Result } from './identity/targets.ts';
import { report } from './report.ts';

interface Options {
  records: number[];
  shape: ShapeName[];
  limits?: boolean;
  incremental?: boolean;
  fuzzy?: boolean;
  peers: PeerName[] | false;
  peerLimit: number;
  memory?: string;
  seed: number;
  folder: string;
  json?: boolean;
}

export function registerIdentity(bench: Command): void {
  bench
    .command('identity')
    .description('how fast identity resolution is, against reading the data out and against Splink')
    .option('--records <counts>', 'sizes, separated by commas', counts, [1_000_000])
    .option('--shape <names>', `of ${shapeNames.join(', ')}, separated by commas`, namesOf(shapeNames), [
      'people',
    ])
    .option('--limits', "with the types' limits (people: by default)")
    .option('--no-limits', 'without')
    .option('--incremental', 'a second run too, with 1 % new records')
    .option('--fuzzy', "instead: fuzzy matching of FEBRL's data sets, F1 and seconds, against Splink")
    .option('--peers <names>', `of ${peerNames.join(', ')}, separated by commas`, namesOf(peerNames), [
      ...peerNames,
    ])
    .option('--no-peers', 'Weft alone')
    .option('--peer-limit <seconds>', 'stops Splink after so long', count, 600)
    .option('--memory <size>', "DuckDB's own limit, such as 6GB, beyond which it writes to disk", size)
    .option('--seed <number>', 'of the graphs', count, 1)
    .option('--folder <path>', 'where the warehouse is made, for as long as it takes', tmpdir())
    .option('--json', 'every number, and the slowest statements')
    .action((options: Options) => benchIdentity(options));
}

const count = countOf(9);

const counts = (text: string): number[] => text.split(',').map((each) => count(each.trim()));

const namesOf =
  <Name extends string>(known: readonly Name[]) =>
  (text: string): Name[] =>
    text.split(',').map((each) => {
      const name = known.find((candidate) => candidate === each.trim());
      if (!name) throw new InvalidArgumentError(`knows ${known.join(', ')}`);
      return name;
    });

function size(text: string): string {
  if (!/^\d+(\.\d+)?(MB|GB)$/.test(text)) throw new InvalidArgumentError('needs a size such as 6GB');
  return text;
}

const benchIdentity = (options: Options): Promise<void> =>
  report(async () => {
    const { incremental = false, fuzzy = false, limits, memory, seed, peerLimit } = options;
    const measured = fuzzy ? [] : await measureGraphs(options);
    return {
      bench: 'identity',
      params: fuzzy
        ? { fuzzy, sets: febrlNames, memory: memory ?? null }
        : {
            records: options.records,
            shapes: options.shape,
            limits: limits ?? 'as each shape has them',
            incremental,
            peers: options.peers === false ? [] : options.peers,
            peerLimit,
            memory: memory ?? null,
            seed,
          },
      results: fuzzy
        ? await measureFuzzySets(options)
        : [...measured.flatMap(resultsOf), ...growthOf(measured)],
      more: {
        statements: Object.fromEntries(
          measured.flatMap((each) => [
            [prefixOf(each), slowest(each.full.statements, 40)],
            ...(each.incremental
              ? [[`${prefixOf(each)}.incremental`, slowest(each.incremental.resolution.statements, 40)]]
              : []),
          ]),
        ),
      },
    };
  });

async function measureGraphs(options: Options): Promise<Measured[]> {
  const { folder, memory, seed, peerLimit, incremental = false } = options;
  const peers = options.peers === false ? [] : options.peers;
  const measured: Measured[] = [];
  for (const name of options.shape) {
    for (const records of options.records) {
      const limits = options.limits ?? limitedByDefault(name);
      const graph = graphOf(name, { records, seed, limits });
      const each = await withBench(folder, memory, (bench) =>
        measure(bench, graph, { peers, peerLimit, incremental }),
      );
      note(summaryOf(each));
      measured.push(each);
    }
  }
  return measured;
}

async function measureFuzzySets({ folder, memory }: Options): Promise<Result[]> {
  const results: Result[] = [];
  for (const set of febrlNames) {
    results.push(...(await withBench(folder, memory, (bench) => measureFuzzy(bench, set))));
  }
  return results;
}
