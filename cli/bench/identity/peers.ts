import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { projectRoot, type Settings, toolchainFolder } from '../../../connectors/settings.ts';
import {
  attachStatement,
  catalogEnvironment,
  duckLake,
  extensionFolder,
  extensions,
  lakeDatabase,
} from '../../../connectors/warehouses/duckdb/attach.ts';
import { installBenchPython } from '../../bootstrap/bench-environment.ts';
import { note } from '../../output.ts';
import { type Graph, linksOf } from './generate.ts';
import type { Bench } from './run-models.ts';

export const peerNames = ['scipy', 'splink'] as const;
export type PeerName = (typeof peerNames)[number];

/** The table of the components that the peer writes back. */
export const peerTable = 'raw.bench_components';

const scipySchema = z.object({
  /** Of all steps. */
  seconds: z.number(),
  steps: z.object({ read: z.number(), index: z.number(), components: z.number(), write: z.number() }),
  links: z.number(),
  records: z.number(),
  components: z.number(),
  peakBytes: z.number(),
  /** Of all processors, for the same work. */
  cpuSeconds: z.number(),
});
export type ScipyResult = z.infer<typeof scipySchema>;

const splinkSchema = z.object({
  nodes: z.number(),
  edges: z.number(),
  peakBytes: z.number(),
  /** Of all processors, for the same work. */
  cpuSeconds: z.number(),
  /** Of the clustering alone; where it was stopped, its limit. */
  seconds: z.number(),
  stopped: z.boolean(),
  components: z.number().optional(),
});
export type SplinkResult = z.infer<typeof splinkSchema>;

/** Reads the links out, indexes and joins them, and writes the components back. */
export const runScipy = async (bench: Bench, graph: Graph): Promise<ScipyResult> =>
  scipySchema.parse(await runPeer('components.py', bench, { links: linksOf(graph), into: peerTable }));

/** Clusters the same edges by Splink, for at most so many seconds. */
export const runSplink = async (bench: Bench, graph: Graph, limit: number): Promise<SplinkResult> =>
  splinkSchema.parse(await runPeer('splink_clusters.py', bench, { links: linksOf(graph), limit }));

export async function runPeer(
  script: string,
  { settings, memory }: Pick<Bench, 'settings' | 'memory'>,
  task: Record<string, unknown>,
): Promise<unknown> {
  const python = await installBenchPython(projectRoot, toolchainFolder(), note);
  const { stdout } = await execa(python, [join(import.meta.dirname, 'peers', script)], {
    input: JSON.stringify({ config: engineConfig(settings, memory), setup: setupOf(settings), ...task }),
    env: { ...catalogEnvironment(duckLake(settings)), PYTHONWARNINGS: 'ignore' },
    stderr: 'inherit',
  });
  return JSON.parse(stdout);
}

/** The engine as Weft has it. */
const engineConfig = (settings: Settings, memory: string | undefined): Record<string, string> => ({
  extension_directory: extensionFolder(),
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  temp_directory: join(settings.home, 'tmp', 'peers'),
  threads: String(availableParallelism()),
  ...(memory === undefined ? {} : { memory_limit: memory }),
});

const setupOf = (settings: Settings): string[] => [
  ...extensions.map((extension) => `load ${extension}`),
  `set global TimeZone = 'UTC'`,
  attachStatement(duckLake(settings)),
  `use ${lakeDatabase}.main`,
];
