import type { Command } from 'commander';
import { readSettings } from '../connectors/settings.ts';
import { previewSync, type SyncPreview } from '../workflows/run-sync/preview.ts';
import type { RunPurpose } from '../workflows/run-sync/run-kind.ts';
import { describeOutcome, errorDocument, exitWith, followSync } from './follow.ts';
import { answer, note, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

export function register(program: Command): void {
  program
    .command('sync')
    .argument('<slug>', 'the sync')
    .description('send what changed since the destination last acknowledged it')
    .option('--dry-run', 'compute the plan and show it; nothing is sent')
    .option('--full', 'send every row anew, whether it changed or not')
    .option('--reset', 'forget what the destination acknowledged, and send every row as new')
    .option('--json', 'the summary as JSON')
    .action(async (slug: string, options: { dryRun?: boolean; full?: boolean; reset?: boolean }) => {
      const settings = readSettings();
      if (options.dryRun) {
        await withPlatform(settings, ['postgres'], async () => {
          const preview = await previewSync(settings, slug, { full: options.full ?? false });
          answer(preview, () => describePreview(preview));
        });
        return;
      }
      await withPlatform(
        settings,
        ['postgres', 'temporal', 'worker'],
        async () => {
          const outcome = await followSync(settings, slug, purposeOf(options));
          const { run, failure } = outcome;
          answer(failure ? { ...run, error: errorDocument(failure) } : run, describeOutcome(outcome));
          exitWith(outcome);
        },
        { purpose: 'weft sync', onWait: note },
      );
    });
}

function purposeOf({ full, reset }: { full?: boolean; reset?: boolean }): RunPurpose | undefined {
  if (reset) return { kind: 'reset' };
  return full ? { kind: 'full' } : undefined;
}

function describePreview(preview: SyncPreview): string {
  const { create, update, delete: removed, archive } = preview.operations;
  const counts = [
    `${create} to create`,
    `${update} to update`,
    `${removed} to delete`,
    ...(archive > 0 ? [`${archive} to archive`] : []),
    `${preview.skipped} skipped`,
    ...(preview.rejected > 0 ? [`${preview.rejected} rejected`] : []),
  ];
  const rows = preview.sample.map((row) => [row.operation, row.key, JSON.stringify(row.fields)]);
  const refused = preview.refused.map(({ key, reason }) => [key ?? '(no key)', reason]);
  return [
    `${preview.planned} planned: ${counts.join(', ')}. ${preview.unchanged} unchanged. Nothing was sent.`,
    ...preview.stoppedBy.map((reason) => `A run would wait for approval: ${reason}`),
    ...(rows.length > 0 ? ['', table(rows)] : []),
    ...(refused.length > 0 ? ['', table(refused)] : []),
  ].join('\n');
}
