import { counted } from '../../models/proposals/words.ts';
import { table } from '../output.ts';
import type { InitFromResult } from './index.ts';

/** What `weft init --from` did, for a person. */
export function describeInitFrom({
  folder,
  tables,
  written,
  notes,
  version,
  refresh,
}: InitFromResult): string {
  const rows = tables.reduce((sum, { rows: count }) => sum + count, 0);
  const sync = written.find((file) => file.startsWith('syncs/'));
  const slug = sync?.replace(/^syncs\/|\.yml$/g, '').replaceAll('-', '_');
  return [
    `Loaded ${counted(rows, 'row')} into ${counted(tables.length, 'table')}:`,
    table(tables.map(({ table: name, rows: count }) => [`  ${name}`, counted(count, 'row')])),
    '',
    `A first workspace is in ${folder}, with the reasons as comments:`,
    ...written.map((file) => `  ${file}`),
    ...(notes.length > 0 ? ['', ...notes.map((text) => `Note: ${text}.`)] : []),
    '',
    ...(refresh === undefined
      ? ['Look it over, then put it in force with `./weft apply` and build it with `./weft run`.']
      : [
          `Version ${version} is in force: ${refresh.models} models and ${refresh.tests} tests in ${refresh.seconds.toFixed(1)} s.`,
          table([
            ["  ./weft query 'select * from weft.customer_360'", 'shows the persons'],
            ...(slug === undefined
              ? []
              : [[`  ./weft sync ${slug} --dry-run`, 'shows what a sync would send']]),
            ['  ./weft up', 'opens the app'],
          ]),
        ]),
  ].join('\n');
}
