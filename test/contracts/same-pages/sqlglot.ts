import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { toolchainFolder } from '../../../connectors/settings.ts';

const program = `
import json, logging, sys
import sqlglot
logging.disable(logging.CRITICAL)
kinds = []
for statement in json.load(sys.stdin):
    try:
        kinds.append([type(each).__name__ for each in sqlglot.parse(statement, read="snowflake")])
    except sqlglot.errors.SqlglotError as error:
        kinds.append(["refused: " + str(error)])
json.dump(kinds, sys.stdout)
`;

/**
 * How SQLGlot, with which the emulator of Snowflake is installed, reads each statement as Snowflake's: `Select`,
 * `Grant`, `Command` for a kind that it knows by its first word only, `refused: …` for one that is no SQL.
 */
export async function parsedAsSnowflake(statements: readonly string[]): Promise<string[]> {
  const python = join(toolchainFolder(), 'emulators', 'snowflake', 'bin', 'python');
  const { stdout } = await execa(python, ['-W', 'ignore', '-c', program], {
    input: JSON.stringify(statements),
  });
  return z
    .array(z.array(z.string()))
    .parse(JSON.parse(stdout))
    .map((kinds) => kinds.join('; '));
}
