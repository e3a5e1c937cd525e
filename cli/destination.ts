import { type Command, InvalidArgumentError } from 'commander';
import { stringify } from 'yaml';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings, type Settings } from '../connectors/settings.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { suggestMapping } from '../models/sync-diff/suggest.ts';
import {
  destinationFields,
  destinationObjects,
  testDestination,
} from '../workflows/run-sync/look-at-destination.ts';
import { answer, table } from './output.ts';
import { interruptible } from './platform/interruptible.ts';

export function register(program: Command): void {
  const destination = program
    .command('destination')
    .description('ask a destination: whether it answers, and what can be sent to it');
  destination
    .command('test')
    .argument('<destination>', 'its slug')
    .description('prove that it can be reached and written')
    .option('--json', 'as JSON')
    .action((slug: string) =>
      asking(async (settings, signal) => {
        await testDestination(settings, slug, signal);
        answer({ destination: slug, ok: true }, `${slug} can be reached and written.`);
      }),
    );
  destination
    .command('objects')
    .argument('<destination>', 'its slug')
    .description('what can be sent to it, and what the account holds')
    .option('--json', 'as JSON')
    .action((slug: string) =>
      asking(async (settings, signal) => {
        const objects = await destinationObjects(settings, slug, signal);
        answer(objects, () =>
          table(
            objects.map(({ object, title, modes, options }) => [
              ...[object, title, modes.join(', ')],
              Object.entries(options)
                .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
                .join(', '),
            ]),
          ),
        );
      }),
    );
  destination
    .command('fields')
    .argument('<destination>', 'its slug')
    .argument('<object>', 'as `weft destination objects` names it')
    .description('the fields that it takes, and a mapping for a table of the warehouse')
    .option('--option <name=value...>', 'options of `to:` that name the object', options)
    .option('--from <schema.table>', 'suggest a mapping of this table’s columns')
    .option('--json', 'as JSON')
    .action((slug: string, object: string, given: { option?: Record<string, string>; from?: string }) =>
      asking((settings, signal) => tellFields(settings, { slug, object, ...given }, signal)),
    );
}

const asking = (work: (settings: Settings, signal: AbortSignal) => Promise<void>): Promise<void> => {
  const settings = readSettings();
  return interruptible(settings, 'weft destination', (signal) => work(settings, signal));
};

function options(pair: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('is written name=value');
  return { ...before, [name]: value };
}

async function tellFields(
  settings: Settings,
  asked: { slug: string; object: string; option?: Record<string, string>; from?: string },
  signal: AbortSignal,
): Promise<void> {
  const { slug, object, option = {}, from } = asked;
  const fields = await destinationFields(settings, { slug, object, options: option }, signal);
  if (fields === null) {
    answer({ fields: null }, `${object} takes fields of any name.`);
    return;
  }
  const suggested = from === undefined ? undefined : suggestMapping(await columnsOf(settings, from), fields);
  answer({ fields, ...(suggested ? { suggested } : {}) }, () => {
    if (suggested) {
      const lacking = suggested.missing.map((name) => `# ${name} is required, and no column is like it`);
      return [stringify({ map: suggested.map }).trimEnd(), ...lacking].join('\n');
    }
    return table(
      fields.map(({ name, title, type, required, identity }) => [
        ...[name, title ?? '', type],
        [required ? 'required' : '', identity ? 'identity' : ''].filter((word) => word !== '').join(', '),
      ]),
    );
  });
}

async function columnsOf(settings: Settings, path: string) {
  const warehouse = await openWarehouse(settings);
  try {
    const columns = await warehouse.columns(path);
    if (columns.length > 0) return columns;
    throw new ConfigError(`there is no table ${path}`, { mend: 'Write it as schema.table.' });
  } finally {
    await warehouse.close();
  }
}
