import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { toolchainFolder } from '../../../connectors/settings.ts';
import { snowflakeDialect } from '../../../connectors/warehouses/snowflake/dialect.ts';
import type { Generated } from './generated.ts';

const refusedSchema = z.array(z.object({ name: z.string(), faults: z.array(z.string()), sql: z.string() }));

const stored = (path: string): string => path.split('.').map(snowflakeDialect.ident).join('.');

/** The statements that SQLGlot, which knows Snowflake's grammar, refuses, each with why. */
export async function refusedBySqlGlot(
  tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  statements: readonly Generated[],
): Promise<string[]> {
  const { stdout } = await execa(
    join(toolchainFolder(), 'emulators', 'snowflake', 'bin', 'python'),
    [join(import.meta.dirname, 'parse_snowflake.py')],
    {
      input: JSON.stringify({
        tables: Object.fromEntries(
          Object.entries(tables).map(([path, kinds]) => [
            stored(path),
            Object.keys(kinds).map(snowflakeDialect.storedName),
          ]),
        ),
        statements: statements.map((each) => ({
          ...each,
          makes: each.makes === null ? null : stored(each.makes),
        })),
      }),
    },
  );
  return refusedSchema
    .parse(JSON.parse(stdout))
    .map(({ name, faults, sql }) => `${name}: ${faults.join('; ')}\n${sql.slice(0, 2000)}`);
}
