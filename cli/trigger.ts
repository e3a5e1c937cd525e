import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError, messageOf } from '../connectors/errors.ts';
import { readSettings } from '../connectors/settings.ts';
import { type AfterDbt, startAfterDbt } from '../workflows/run-sync/start.ts';
import { describeOutcome, exitWith, outcomeOf } from './follow.ts';
import { answer, note } from './output.ts';
import { withPlatform } from './platform/platform.ts';

export function register(program: Command): void {
  program
    .command('trigger')
    .description('start what waits for work that is done elsewhere')
    .command('dbt')
    .argument('<file>', 'target/run_results.json of that run')
    .description('start the syncs whose dbt models succeeded, and wait for them')
    .option('--json', 'as JSON')
    .action(async (file: string) => {
      const settings = readSettings();
      const results = readResults(file);
      await withPlatform(
        settings,
        ['postgres', 'temporal', 'worker'],
        async () => {
          const asked = await startAfterDbt(settings, results);
          const outcomes = await Promise.all(
            asked.flatMap((one) => ('started' in one ? [outcomeOf(settings, one.sync, one.started)] : [])),
          );
          answer(
            { syncs: asked, runs: outcomes.map(({ run }) => run) },
            () =>
              [...asked.flatMap(waitingWords), ...outcomes.map(describeOutcome)].join('\n') ||
              'No sync waits for dbt.',
          );
          for (const outcome of outcomes) exitWith(outcome);
        },
        { purpose: 'weft trigger', onWait: note },
      );
    });
}

function readResults(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${messageOf(error)}`, {
      mend: 'Give the file target/run_results.json that a dbt run or build writes.',
      cause: error,
    });
  }
}

function waitingWords(one: AfterDbt): string[] {
  if ('started' in one) return [];
  if ('busy' in one) return [`${one.sync}: a run is under way already`];
  return [`${one.sync}: waits for ${one.waits.join(', ')}`];
}
