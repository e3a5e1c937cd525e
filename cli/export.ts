import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { currentWorkspace } from '../connectors/control/versions.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings } from '../connectors/settings.ts';
import { writeWorkspace } from '../models/workspace/export.ts';
import { answer, note } from './output.ts';
import { withPlatform } from './platform/platform.ts';
import { countOf, workspaceFolder } from './validate.ts';

export function register(program: Command): void {
  program
    .command('export')
    .description('write the workspace in force back to files')
    .argument('[folder]', 'an empty or a new folder; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--json', 'what was written as JSON')
    .option('--force', 'replace files of the same names')
    .action(async (given: string | undefined, options: { force?: boolean }) => {
      const folder = workspaceFolder(given);
      const settings = readSettings();
      const { version, resources } = await withPlatform(
        settings,
        ['postgres'],
        () => withControl(settings, currentWorkspace),
        { purpose: 'export', onWait: note },
      );
      if (version === 0) {
        throw new ConfigError('No workspace has been applied yet, so there is nothing to export', {
          mend: 'Write one with `./weft init`, then `./weft apply`.',
        });
      }
      const result = await writeWorkspace(resources, folder, { force: options.force ?? false });
      answer({ folder, version, ...result }, () => describe(folder, version, result));
    });
}

function describe(
  folder: string,
  version: number,
  { written, others }: { written: readonly string[]; others: readonly string[] },
): string {
  const left = `These were there and are no part of it: ${others.join(', ')}`;
  return [
    `Version ${version} is in ${folder} (${countOf(written.length, 'file')}):`,
    ...written.map((file) => `  ${file}`),
    ...(others.length > 0 ? [left] : []),
  ].join('\n');
}
