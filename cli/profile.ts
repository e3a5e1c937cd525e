import type { Command } from 'commander';
import { withControl } from '../connectors/control/connect.ts';
import { currentWorkspace } from '../connectors/control/versions.ts';
import { ConfigError } from '../connectors/errors.ts';
import { readSettings } from '../connectors/settings.ts';
import type { Row, Warehouse } from '../connectors/warehouses/connection.ts';
import { openWarehouse } from '../connectors/warehouses/registry.ts';
import { normalizerSteps, steppedText } from '../models/identity/normalize.ts';
import { nearest } from '../models/workspace/nearest.ts';
import { Workspace } from '../models/workspace/resource.ts';
import { answer, table } from './output.ts';
import { withPlatform } from './platform/platform.ts';

interface Profile {
  profile: Row;
  identifiers: Row[];
  segments: Row[];
}

export function register(program: Command): void {
  program
    .command('profile')
    .argument('<type:value>', 'an identifier, such as email:anna@shop.example, or weft_id:…')
    .description('show one person: golden record, traits, identifiers and segments')
    .option('--json', 'the same as JSON')
    .action(async (given: string) => {
      const colon = given.indexOf(':');
      if (colon < 1)
        throw new ConfigError(`${given} is no identifier`, {
          mend: 'Write TYPE:VALUE, such as email:anna@shop.example.',
        });
      const settings = readSettings();
      await withPlatform(settings, ['postgres'], async () => {
        const workspace = new Workspace((await withControl(settings, currentWorkspace)).resources);
        const warehouse = await openWarehouse(settings);
        try {
          const found = await find(warehouse, workspace, given.slice(0, colon), given.slice(colon + 1));
          answer(found, () => describe(found));
        } finally {
          await warehouse.close();
        }
      });
    });
}

async function find(
  warehouse: Warehouse,
  workspace: Workspace,
  type: string,
  value: string,
): Promise<Profile> {
  const weftId = type === 'weft_id' ? value : await weftIdOf(warehouse, workspace, type, value);
  const values = [weftId];
  const [profile] = await warehouse.query('select * from weft.customer_360 where weft_id = $1', { values });
  if (!profile)
    throw new ConfigError(`no person has ${type} ${value}`, {
      mend: 'See `./weft query "select type, value from weft.identity_identifiers limit 20"` for what there is.',
    });
  const identifiers = await warehouse.query(
    'select type, value, first_seen, last_seen, records from weft.identity_identifiers where weft_id = $1 order by type, value',
    { values },
  );
  const segments = await warehouse.query(
    'select segment, entered_at from weft.segment_members where weft_id = $1 order by segment',
    { values },
  );
  return { profile, identifiers, segments };
}

/** Normalises the value as the models do, so that any way of writing it finds its person. */
async function weftIdOf(
  warehouse: Warehouse,
  workspace: Workspace,
  type: string,
  value: string,
): Promise<string> {
  const types = workspace.identity?.types ?? [];
  const declared = types.find((each) => each.type === type);
  if (!declared) {
    const meant = nearest(
      type,
      types.map((each) => each.type),
    );
    throw new ConfigError(`no identifier type is called ${type}`, {
      mend: meant ? `Did you mean ${meant}?` : 'Use a type of the identity rules, or weft_id.',
    });
  }
  const { dialect } = warehouse;
  const typed = steppedText(dialect, value, { value: normalizerSteps(dialect, declared, { fold: true }) });
  const [row] = await warehouse.query(
    `select l.weft_id from (${typed}) as n join weft.identity_lookup as l on l.type = ${dialect.literal(type)} and l.value = n.value`,
  );
  return String(row?.weft_id ?? '');
}

function describe({ profile, identifiers, segments }: Profile): string {
  const shown = Object.entries(profile).filter(([, value]) => value !== null);
  const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return [
    table(shown.map(([name, value]) => [name, text(value)])),
    '',
    'Identifiers',
    table(identifiers.map((row) => [`  ${row.type}`, text(row.value), `${row.records} records`])),
    '',
    'Segments',
    segments.length === 0
      ? '  none'
      : table(segments.map((row) => [`  ${row.segment}`, `since ${text(row.entered_at)}`])),
  ].join('\n');
}
