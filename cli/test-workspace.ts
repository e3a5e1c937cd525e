import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ConfigError, messageOf } from '../connectors/errors.ts';
import type { Settings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { dbtBuild } from '../models/dbt/process.ts';
import { instantIn } from '../models/template/instant.ts';
import type { WorkspaceTest } from '../models/workspace/kinds/test.ts';
import { nearest } from '../models/workspace/nearest.ts';
import type { Workspace } from '../models/workspace/resource.ts';
import { readCatalog } from '../workflows/refresh-models/catalog.ts';
import { writeDbtProject } from '../workflows/refresh-models/dbt-project.ts';
import { answer, note } from './output.ts';
import { withEmbeddedHome } from './platform/embedded-home.ts';
import { unmet } from './test-workspace/expectations.ts';
import { makeGiven, overGiven } from './test-workspace/given.ts';
import { partOf } from './test-workspace/part.ts';
import { countOf, loadFolder, workspaceFolder } from './validate.ts';

interface Outcome {
  test: string;
  passed: boolean;
  seconds: number;
  /** What was not as expected, or why the models could not be built. */
  unmet: string[];
}

export function register(program: Command): void {
  program
    .command('test-workspace')
    .argument('[folder]', 'the workspace; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .description(
      "run the workspace's own tests: rows in, expected members and traits out; touches no data of yours",
    )
    .option('--test <slug>', 'one test')
    .option('--json', 'the result as JSON')
    .action(async (given: string | undefined, { test: only }: { test?: string }) => {
      const workspace = await loadFolder(workspaceFolder(given));
      const outcomes = await runTests(workspace, chosen(workspace, only));
      answer({ passed: outcomes.every(({ passed }) => passed), tests: outcomes }, () => describe(outcomes));
      if (outcomes.some(({ passed }) => !passed)) process.exitCode = 1;
    });
}

function chosen(workspace: Workspace, only: string | undefined): WorkspaceTest[] {
  const tests = workspace.all('test');
  if (tests.length === 0)
    throw new ConfigError('the workspace has no tests', {
      mend: 'Declare one of `kind: test`; see docs/workspace.md.',
    });
  if (only === undefined) return tests;
  const found = workspace.get('test', only);
  if (found !== undefined) return [found];
  const meant = nearest(
    only,
    tests.map(({ slug }) => slug),
  );
  throw new ConfigError(`no test is called ${only}`, meant ? { mend: `Did you mean ${meant}?` } : {});
}

/** Runs each test on an embedded warehouse of its own making, below the system's folder for what is temporary. */
const runTests = (workspace: Workspace, tests: readonly WorkspaceTest[]): Promise<Outcome[]> =>
  withEmbeddedHome(tmpdir(), 'weft test-workspace', async (settings) => {
    const outcomes: Outcome[] = [];
    for (const test of tests) {
      const outcome = await runTest(settings, overGiven(partOf(workspace, test)), test);
      note(`${outcome.passed ? 'passed' : 'FAILED'}  ${test.slug}  ${outcome.seconds.toFixed(1)} s`);
      outcomes.push(outcome);
    }
    return outcomes;
  });

async function runTest(settings: Settings, workspace: Workspace, test: WorkspaceTest): Promise<Outcome> {
  const started = performance.now();
  const outcome = (found: string[]): Outcome => ({
    test: test.slug,
    passed: found.length === 0,
    seconds: (performance.now() - started) / 1000,
    unmet: found,
  });
  const warehouse = await openWarehouse(settings);
  try {
    // Nothing of the test before is left.
    await warehouse.execute('drop schema if exists weft cascade');
    await makeGiven(warehouse, workspace, test);
    const catalog = await readCatalog(warehouse, workspace);
    const project = join(settings.home, 'dbt');
    const { dbt } = await writeDbtProject({ settings, warehouse, workspace, catalog, project });
    const now = instantIn(workspace.zone, test.now) ?? new Date(test.now);
    // The rows are the test's own: what a refresh asks of rows is not asked of them.
    await dbtBuild({
      ...dbt,
      exclude: ['resource_type:test'],
      run: { id: test.slug, now: now.toISOString() },
    });
    const found: string[] = [];
    for (const expectation of [test.expect].flat())
      found.push(...(await unmet(warehouse, workspace, expectation)));
    return outcome(found);
  } catch (error) {
    return outcome([messageOf(error)]);
  } finally {
    await warehouse.close();
  }
}

function describe(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter(({ passed }) => !passed);
  return [
    ...failed.flatMap(({ test, unmet: found }) => [`${test}`, ...found.map((text) => `  ${text}`), '']),
    `${countOf(outcomes.length - failed.length, 'test')} passed, ${failed.length} failed`,
  ].join('\n');
}
