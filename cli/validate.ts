import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readSettings } from '../connectors/settings.ts';
import { describeDestinations } from '../models/workspace/check-destinations.ts';
import { loadWorkspace } from '../models/workspace/load.ts';
import { describeProblem, locate, type Problem, WorkspaceError } from '../models/workspace/problem.ts';
import { kinds, resourceId, type Workspace } from '../models/workspace/resource.ts';
import { answer } from './output.ts';

export function register(program: Command): void {
  program
    .command('validate')
    .description('check the workspace without changing anything; needs nothing to run')
    .option(
      '--warehouse',
      'also against the tables and columns that the warehouse has, and what it says of own SQL',
    )
    .argument('[folder]', 'the workspace; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--json', 'the result as JSON')
    .action(async (given: string | undefined, { warehouse }: { warehouse?: boolean }) => {
      const folder = workspaceFolder(given);
      const result = await validateFolder(folder, warehouse === true);
      answer({ valid: result.problems.length === 0, folder, ...result }, () => describe(result));
      if (result.problems.length > 0) process.exitCode = 1;
    });
}

/** The folder a command was given, or the one in force. */
export const workspaceFolder = (given: string | undefined): string =>
  given === undefined ? readSettings().workspaceFolder : resolve(given);

/** Loads a workspace and checks it against every destination that Weft knows. */
export const loadFolder = async (folder: string): Promise<Workspace> => (await loadPlaced(folder)).workspace;

async function loadPlaced(folder: string): ReturnType<typeof loadWorkspace> {
  // The vendors' libraries are loaded for the commands that need them, not for every one.
  const { destinations } = await import('../connectors/destinations/registry.ts');
  return loadWorkspace(folder, { destinationTypes: describeDestinations(destinations) });
}

/** What the warehouse lacks of what a workspace names, or says against it. */
async function warehouseProblems({
  workspace,
  places,
}: Awaited<ReturnType<typeof loadPlaced>>): Promise<Problem[]> {
  const { openWarehouse } = await import('../connectors/warehouses/registry.ts');
  const { warehouseFindings } = await import('../workflows/refresh-models/warehouse-findings.ts');
  const warehouse = await openWarehouse(readSettings());
  try {
    return (await warehouseFindings(warehouse, workspace)).map(([resource, finding]) => {
      const id = resourceId(resource);
      return locate(finding, places.get(id), id);
    });
  } finally {
    await warehouse.close();
  }
}

interface Validation {
  /** How many there are of each kind; empty where there are problems. */
  resources: Record<string, number>;
  problems: readonly Problem[];
}

async function validateFolder(folder: string, withWarehouse: boolean): Promise<Validation> {
  try {
    const loaded = await loadPlaced(folder);
    const problems = withWarehouse ? await warehouseProblems(loaded) : [];
    return { resources: problems.length > 0 ? {} : countKinds(loaded.workspace), problems };
  } catch (error) {
    if (error instanceof WorkspaceError) return { resources: {}, problems: error.problems };
    throw error;
  }
}

const countKinds = (workspace: Workspace): Record<string, number> =>
  Object.fromEntries(
    kinds.map((kind) => [kind, workspace.all(kind).length] as const).filter(([, count]) => count > 0),
  );

/** `12 resources are valid (1 workspace, 4 sources, …)`, or the problems by file. */
function describe({ resources, problems }: Validation): string {
  if (problems.length > 0) return describeProblems(problems);
  const total = Object.values(resources).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(resources).map(([kind, count]) => countOf(count, kind));
  return `${countOf(total, 'resource')} ${total === 1 ? 'is' : 'are'} valid (${parts.join(', ')})`;
}

function describeProblems(problems: readonly Problem[]): string {
  const files = Map.groupBy(problems, ({ file, resource }) => file ?? resource ?? 'the workspace');
  const blocks = [...files].map(([file, found]) => [file, ...found.map(problemLine)].join('\n'));
  const summary = `${countOf(problems.length, 'problem')} in ${countOf(files.size, 'file')}`;
  return [...blocks, summary].join('\n\n');
}

function problemLine(problem: Problem): string {
  const place = problem.line === undefined ? '' : `${problem.line}:${problem.column ?? 1}`;
  return `  ${place.padEnd(6)} ${describeProblem(problem)}`;
}

const plurals: Partial<Record<string, string>> = { entity: 'entities', identity: 'identities' };

/** `1 source`, `4 sources`. */
export const countOf = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : (plurals[noun] ?? `${noun}s`)}`;
