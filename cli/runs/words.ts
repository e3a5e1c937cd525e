import type { Cause } from '../../models/sync-runs/causes.ts';
import type { RowEvent } from '../../models/sync-runs/row-life.ts';
import type { SyncRun } from '../../models/sync-runs/runs.ts';
import { equation } from '../follow.ts';
import { table } from '../output.ts';

const plain = (word: string): string => word.replaceAll('_', ' ');

export function runTable(runs: readonly SyncRun[]): string {
  if (runs.length === 0) return 'No sync has run yet.';
  return table([
    ['run', 'sync', 'what', 'status', 'planned', 'accepted', 'rejected', 'skipped', 'pending', 'began'],
    ...runs.map((run) => [
      ...[run.runId, run.sync, run.kind, plain(run.status)],
      ...[run.planned, run.accepted, run.rejected, run.skipped, run.pending].map(String),
      run.startedAt,
    ]),
  ]);
}

export function describeRun(run: SyncRun, causes: readonly Cause[]): string {
  const lines = [
    `${run.sync}, run ${run.runId} (${run.kind}): ${plain(run.status)}`,
    equation(run),
    `${run.unchanged} unchanged${run.stays > 0 ? `, ${run.stays} gone from the source and left there` : ''}`,
    ...(run.stoppedBy === null ? [] : [`waited for approval: ${run.stoppedBy.replaceAll('\n', '; ')}`]),
    ...(run.approvedBy === null ? [] : [`approved by ${run.approvedBy}`]),
    ...(run.error === null ? [] : [`error: ${run.error}`]),
  ];
  return [...lines, ...causes.flatMap(describeCause)].join('\n');
}

function describeCause({ cause, field, rows, samples, hint }: Cause, index: number): string[] {
  return [
    '',
    `${index + 1}. ${rows} rejected${field === null ? '' : ` for ${field}`}: ${cause}`,
    ...samples.map(({ key, reason }) => `   ${key ?? '(no key)'}: ${reason}`),
    ...(hint === null ? [] : [`   do: ${hint}`]),
  ];
}

export function lifeOf(key: string, life: readonly RowEvent[]): string {
  if (life.length === 0) return `No run has planned a row ${key}.`;
  return table(
    life.map((event) => [
      ...[event.at, event.sync, event.runId, event.operation, event.status],
      event.reason ?? changesOf(event),
    ]),
  );
}

/** What a row's fields became. */
function changesOf({ fields, previousFields }: RowEvent): string {
  const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
  if (fields === null) return '';
  if (previousFields === null) return JSON.stringify(fields);
  const names = [...new Set([...Object.keys(previousFields), ...Object.keys(fields)])];
  return names
    .filter((name) => shown(previousFields[name]) !== shown(fields[name]))
    .map((name) => `${name}: ${shown(previousFields[name])} → ${shown(fields[name])}`)
    .join(', ');
}
