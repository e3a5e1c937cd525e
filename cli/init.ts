import type { Command } from 'commander';
import { writeStarter } from '../models/workspace/starter.ts';
import { answer, table } from './output.ts';
import { workspaceFolder } from './validate.ts';

export function register(program: Command): void {
  program
    .command('init')
    .description('start a workspace in an empty folder')
    .argument('[folder]', 'where; default: $WEFT_WORKSPACE, else workspace/ in the home')
    .option('--json', 'what was written as JSON')
    .option('--force', 'replace files of the same names')
    .action(async (given: string | undefined, options: { force?: boolean }) => {
      const folder = workspaceFolder(given);
      const files = await writeStarter(folder, options);
      answer({ folder, written: files }, () => describe(folder, given, files));
    });
}

function describe(folder: string, given: string | undefined, files: readonly string[]): string {
  const named = given === undefined ? '' : ` ${given}`;
  return [
    `A first workspace is in ${folder}:`,
    ...files.map((file) => `  ${file}`),
    '',
    'Change sources/customers.yml to a table of your own, then:',
    table([
      [`  ./weft validate${named}`, 'checks it'],
      [`  ./weft apply${named}`, 'puts it in force'],
      ['  ./weft run', 'resolves persons and builds their profiles'],
    ]),
  ].join('\n');
}
