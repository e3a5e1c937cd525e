import type { Command } from 'commander';
import { ConfigError } from '../connectors/errors.ts';
import { type Lift, measureLift } from '../models/lists/lift.ts';
import { instantIn } from '../models/template/instant.ts';
import { nearest } from '../models/workspace/nearest.ts';
import { withWorkspace } from './open-workspace.ts';
import { answer, table } from './output.ts';

interface Options {
  did: string;
  since: string;
  until?: string;
}

export function register(program: Command): void {
  program
    .command('list')
    .description('measure lists')
    .command('lift')
    .argument('<slug>', 'the list, with a holdout')
    .requiredOption('--did <event>', 'the event that it is for')
    .requiredOption('--since <date>', 'when those who are not held out were contacted')
    .option('--until <date>', 'the end of the time in which it counts; now by default')
    .description(
      'who did it among those contacted and those held out, with the 95 % interval of the difference',
    )
    .option('--json', 'the same as JSON')
    .action((slug: string, { did, since, until }: Options) =>
      withWorkspace('weft list lift', async ({ workspace, warehouse, query }) => {
        const list = workspace.get('list', slug);
        if (list === undefined) {
          const known = workspace.all('list').map((each) => each.slug);
          const meant = nearest(slug, known);
          throw new ConfigError(`no list is called ${slug}`, meant ? { mend: `Did you mean ${meant}?` } : {});
        }
        if (list.holdout === undefined)
          throw new ConfigError(`the list ${slug} holds nobody out, so there is nothing to compare with`, {
            mend: 'Declare `holdout: 0.1` before the list is contacted.',
          });
        const moment = (text: string): Date => {
          const found = instantIn(workspace.zone, text);
          if (found === null)
            throw new ConfigError(`${text} is no date`, { mend: 'Write 2026-03-01 or 2026-03-01T12:00.' });
          return found;
        };
        const window = { since: moment(since), until: until === undefined ? new Date() : moment(until) };
        const lift = await measureLift(warehouse, list, { did, ...window, query });
        answer({ list: slug, did, ...lift }, () => describe(lift));
      }),
    );
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function describe({ treated, heldOut, difference, relative, significant }: Lift): string {
  const row = (name: string, { persons, converted, rate }: Lift['treated']) => [
    name,
    persons.toLocaleString('en'),
    converted.toLocaleString('en'),
    rate === null ? '' : percent(rate),
  ];
  const groups = table([
    ['', 'PERSONS', 'DID IT', 'RATE'],
    row('contacted', treated),
    row('held out', heldOut),
  ]);
  if (difference === null) return `${groups}\n\nOne of the groups is empty.`;
  const { value, low, high } = difference;
  const points = (share: number) => (share * 100).toFixed(2);
  return [
    groups,
    '',
    `Difference ${points(value)} points, 95 % interval ${points(low)} to ${points(high)}${relative === null ? '' : `; ${percent(relative)} of the rate held out`}.`,
    significant ? 'The interval leaves out 0.' : 'The interval includes 0: it may be chance.',
  ].join('\n');
}
