import type { Command } from 'commander';
import type { RunStep } from '../connectors/control/runs.ts';
import { readSettings } from '../connectors/settings.ts';
import type { IdentityRun } from '../workflows/refresh-models/identity-run.ts';
import { equation, errorDocument, followRefresh, outcomeOf } from './follow.ts';
import { answer, note, reportError, table, warn } from './output.ts';
import { withPlatform } from './platform/platform.ts';

export function register(program: Command): void {
  program
    .command('run')
    .description(
      'refresh identities, profiles, traits and segments, then run the syncs that follow a refresh',
    )
    .option('--select <models...>', "build only these models, in dbt's selection syntax; no sync is started")
    .option('--full-refresh', 'resolve the identity of every record anew; the result is the same')
    .option('--no-syncs', 'start no sync afterwards')
    .option('--json', 'the summary as JSON')
    .action(async (options: { select?: string[]; fullRefresh?: boolean; syncs: boolean }) => {
      const settings = readSettings();
      await withPlatform(
        settings,
        ['postgres', 'temporal', 'worker'],
        async () => {
          const refresh = await followRefresh(
            settings,
            {
              select: options.select,
              fullRefresh: options.fullRefresh,
              syncs: options.syncs && options.select === undefined,
            },
            showStep,
          );
          const outcomes = await Promise.all(
            refresh.syncs.flatMap(({ sync, runId, ...started }) =>
              runId === null ? [] : [outcomeOf(settings, sync, { ...started, runId })],
            ),
          );
          const syncs = outcomes.map(({ run, failure }) =>
            failure ? { ...run, error: errorDocument(failure) } : run,
          );
          const document = { ...refresh, syncs };
          answer(document, () => {
            const left =
              refresh.unchanged === 0
                ? ''
                : `, ${refresh.unchanged} models with nothing new left as they are`;
            const built = `${refresh.models} models and ${refresh.tests} tests in ${refresh.seconds.toFixed(1)} s${left}, run ${refresh.runId}`;
            const identity = refresh.identity ? `\n${describeIdentity(refresh.identity)}` : '';
            return syncs.length === 0
              ? built + identity
              : `${built}${identity}\n\n${table(syncs.map((run) => [run.sync, run.status, equation(run)]))}`;
          });
          for (const { run, failure } of outcomes) {
            if (!failure) continue;
            warn(`sync ${run.sync}: ${run.status}`);
            reportError(failure);
          }
          if (outcomes.some(({ run, failure }) => failure || run.status === 'failed')) process.exitCode = 1;
        },
        { purpose: 'weft run', onWait: note },
      );
    });
}

function describeIdentity({ mode, records, changedRecords, persons, conflicts }: IdentityRun): string {
  const number = (value: number) => value.toLocaleString('en');
  const read = mode === 'full' ? 'all read' : `${number(changedRecords)} changed since the last run`;
  return `${number(persons)} persons of ${number(records)} records (${read}), ${number(conflicts)} identifiers held back`;
}

/** One line a model; of tests only what went wrong. */
export function showStep(step: RunStep): void {
  if (step.status === 'running') return;
  if (step.kind === 'test' && (step.status === 'succeeded' || step.status === 'skipped')) return;
  const seconds = step.seconds === null ? '' : `${step.seconds.toFixed(2)} s`;
  const said =
    step.status === 'succeeded'
      ? ''
      : `${step.status}${step.message ? `: ${step.message.split('\n')[0]}` : ''}`;
  note(`  ${step.name.padEnd(36)} ${seconds.padStart(8)}  ${said}`.trimEnd());
}
