import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { getRun } from '../connectors/control/runs.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { type DriftRow, driftOf } from '../models/sync-runs/drift.ts';
import type { BaselineCounts, DriftCounts } from '../workflows/check-sync/activities.ts';
import { startCheck } from '../workflows/check-sync/start.ts';
import { describeOutcome, errorDocument, exitWith, followSync, resultOf } from './follow.ts';
import { answer, note, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

const shownRows = 50;

export function register(program: Command): void {
  const drift = program
    .command('drift')
    .description('what a destination holds that was not sent so, and how to mend it');
  drift
    .command('check')
    .argument('<sync>', 'the sync')
    .description('read back what was sent, and tell what was changed or removed there')
    .option('--json', 'as JSON')
    .action((sync: string) =>
      withAll(async (settings) => {
        const started = await startCheck(settings, sync, { trigger: 'cli', kind: 'check' });
        const counts = await resultOf<DriftCounts>(settings, started);
        const rows = await readDrift(settings, started.runId);
        answer({ check: started.runId, sync, ...counts, rows }, () =>
          describeDrift(sync, started.runId, counts, rows),
        );
      }),
    );
  drift
    .command('repair')
    .argument('<check>', 'the id of a check')
    .description('send the rows again of which a check found something otherwise')
    .option('--json', 'the summary as JSON')
    .action((ofCheck: string) =>
      withAll(async (settings) => {
        const found = await withControl(settings, (control) => getRun(control, ofCheck));
        if (found?.run.kind !== 'check') throw new ConfigError(`there is no check ${ofCheck}`);
        const outcome = await followSync(settings, found.run.subject, { kind: 'repair', ofCheck });
        const { run, failure } = outcome;
        answer(failure ? { ...run, error: errorDocument(failure) } : run, describeOutcome(outcome));
        exitWith(outcome);
      }),
    );
  drift
    .command('baseline')
    .argument('<sync>', 'the sync')
    .description('forget what was acknowledged, and take what the destination holds now for it')
    .option('--json', 'as JSON')
    .action((sync: string) =>
      withAll(async (settings) => {
        const started = await startCheck(settings, sync, { trigger: 'cli', kind: 'baseline' });
        const counts = await resultOf<BaselineCounts>(settings, started);
        answer({ sync, ...counts }, () => {
          const { rows, found, same } = counts;
          return `${sync}: of ${rows} rows ${found} are at the destination, ${same} of them as they would be sent. The next run sends the other ${rows - same}.`;
        });
      }),
    );
}

const withAll = (work: (settings: Settings) => Promise<void>): Promise<void> => {
  const settings = readSettings();
  return withPlatform(settings, ['postgres', 'temporal', 'worker'], () => work(settings), {
    purpose: 'weft drift',
    onWait: note,
  });
};

async function readDrift(settings: Settings, checkId: string): Promise<DriftRow[]> {
  const warehouse = await openWarehouse(settings);
  try {
    return await driftOf(warehouse, checkId, shownRows);
  } finally {
    await warehouse.close();
  }
}

function describeDrift(
  sync: string,
  check: string,
  { checked, missing, changed }: DriftCounts,
  rows: readonly DriftRow[],
): string {
  const head = `${sync}: ${checked} rows read back, ${missing} gone, ${changed} changed there.`;
  if (rows.length === 0) return head;
  const shown = rows.map(({ key, finding, field, expected, found }) => [
    ...[finding, key, field ?? ''],
    field === null ? '' : `${expected ?? 'nothing'} → ${found ?? 'nothing'}`,
  ]);
  return `${head}\n\n${table(shown)}\n\nSend them again with \`weft drift repair ${check}\`.`;
}
