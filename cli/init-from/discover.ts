import { ConfigError } from '../../connectors/errors.ts';
import type { Settings } from '../../connectors/settings.ts';
import { openWarehouse } from '../../connectors/warehouses/registry.ts';
import { proposeWorkspace } from '../../models/proposals/propose.ts';
import { counted } from '../../models/proposals/words.ts';
import { emptyFolder } from '../../models/workspace/export.ts';
import { nearest } from '../../models/workspace/nearest.ts';
import { table } from '../output.ts';
import { withPlatform } from '../platform/platform.ts';
import { plainSlug } from './names.ts';
import { writeProposals } from './write.ts';

export interface Discovered {
  folder: string;
  tables: string[];
  written: string[];
  notes: string[];
}

/** The most tables of one discovery: each is profiled by statements of its own, which a warehouse may bill. */
const mostTables = 100;

/** Proposes a first workspace of the tables that the warehouse has in these schemas, and writes it; runs nothing. */
export async function discover(
  settings: Settings,
  schemas: readonly string[],
  options: { workspace: string; force?: boolean },
): Promise<Discovered> {
  const folder = await emptyFolder(options.workspace, options.force);
  return withPlatform(settings, ['postgres'], async () => {
    const warehouse = await openWarehouse(settings);
    try {
      const all = (await warehouse.tables()).filter(({ schema }) => schema !== 'weft');
      const known = [...new Set(all.map(({ schema }) => schema))];
      for (const schema of schemas) {
        if (known.includes(schema)) continue;
        const meant = nearest(schema, known);
        throw new ConfigError(`the warehouse has no schema ${schema} with tables that Weft may read`, {
          mend: meant ? `Did you mean ${meant}?` : `It has ${known.join(', ') || 'none'}.`,
        });
      }
      const found = all.filter(({ schema }) => schemas.includes(schema));
      if (found.length > mostTables) {
        throw new ConfigError(
          `${schemas.join(', ')} have ${found.length} tables, more than ${mostTables} at once`,
          {
            mend: 'Name fewer schemas.',
          },
        );
      }
      const slugs = uniqueSlugs(found);
      const named = found.map(({ schema, name }) => ({
        table: `${schema}.${name}`,
        slug: slugs.get(`${schema}.${name}`) ?? name,
      }));
      const proposed = await proposeWorkspace(warehouse, named, schemas.join(' '), 'weft init --discover');
      const written = await writeProposals(folder, proposed.proposals, options);
      return { folder, tables: named.map((each) => each.table), written, notes: proposed.notes };
    } finally {
      await warehouse.close();
    }
  });
}

/** A slug for each table: its name without what says only that it is raw, with the schema where two are alike. */
function uniqueSlugs(tables: readonly { schema: string; name: string }[]): Map<string, string> {
  const plain = Map.groupBy(tables, ({ name }) => plainSlug(name));
  return new Map(
    [...plain].flatMap(([slug, alike]) =>
      alike.map(({ schema, name }) => [
        `${schema}.${name}`,
        alike.length === 1 ? slug : plainSlug(`${schema}_${name}`),
      ]),
    ),
  );
}

export function describeDiscovered({ folder, tables, written, notes }: Discovered): string {
  return [
    `Looked at ${counted(tables.length, 'table')}:`,
    table(tables.map((name) => [`  ${name}`])),
    '',
    `A first workspace is in ${folder}, with the reasons as comments:`,
    ...written.map((file) => `  ${file}`),
    ...(notes.length > 0 ? ['', ...notes.map((text) => `Note: ${text}.`)] : []),
    '',
    'Look it over, then put it in force with `./weft apply` and build it with `./weft run`.',
  ].join('\n');
}
