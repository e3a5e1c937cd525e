import type { Command } from 'commander';
import { readSettings } from '../connectors/settings.ts';
import { previewSync } from '../workflows/run-sync/preview.ts';
import { equation, errorDocument, followSync } from './follow.ts';
import { answer, note, reportError, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

export function register(program: Command): void {
  program
    .command('sync')
    .argument('<slug>', 'the sync')
    .description('send what changed since the destination last acknowledged it')
    .option('--dry-run', 'compute the plan and show it; nothing is sent')
    .option('--json', 'the summary as JSON')
    .action(async (slug: string, options: { dryRun?: boolean }) => {
      const settings = readSettings();
      if (options.dryRun) {
        await withPlatform(settings, ['postgres'], async () => {
          const preview = await previewSync(settings, slug);
          answer(preview, () => {
            const { create, update, delete: removed } = preview.operations;
            const rows = preview.sample.map((row) => [row.operation, row.key, JSON.stringify(row.fields)]);
            return `${preview.planned} planned: ${create} to create, ${update} to update, ${removed} to delete, ${preview.skipped} skipped. Nothing was sent.\n\n${table(rows)}`;
          });
        });
        return;
      }
      await withPlatform(
        settings,
        ['postgres', 'temporal', 'worker'],
        async () => {
          const { run, failure } = await followSync(settings, slug);
          answer(
            failure ? { ...run, error: errorDocument(failure) } : run,
            `${run.sync}: ${run.status.replaceAll('_', ' ')}, run ${run.runId}\n${equation(run)}`,
          );
          if (failure) process.exitCode = reportError(failure);
          else if (run.status === 'failed') process.exitCode = 1;
        },
        { purpose: 'weft sync', onWait: note },
      );
    });
}
