import type { Command } from 'commander';
import type { Row, Warehouse } from '../connectors/warehouses/connection.ts';
import { withWorkspace } from './open-workspace.ts';
import { answer, table } from './output.ts';
import { findPerson, nobody } from './person.ts';

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
    .action((given: string) =>
      withWorkspace('weft profile', async ({ workspace, warehouse }) => {
        const found = await find(warehouse, await findPerson(warehouse, workspace, given));
        answer(found, () => describe(found));
      }),
    );
}

async function find(warehouse: Warehouse, weftId: string): Promise<Profile> {
  const values = [weftId];
  const [profile] = await warehouse.query('select * from weft.customer_360 where weft_id = $1', { values });
  if (!profile) throw nobody('weft_id', weftId);
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
