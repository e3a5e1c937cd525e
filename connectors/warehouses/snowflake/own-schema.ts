import { weftSchema } from '../dialect.ts';
import { snowflakeDialect } from './dialect.ts';
import type { Session } from './session.ts';

/** Makes Weft's own schema where it is missing; asked for first, as a role that has it may not make one. */
export async function makeOwnSchema(session: Session): Promise<void> {
  const stored = snowflakeDialect.literal(snowflakeDialect.storedName(weftSchema));
  const found = await session.rows(
    `select 1 as found from information_schema.schemata where schema_name = ${stored}`,
  );
  if (found.length === 0)
    await session.run(`create schema if not exists ${snowflakeDialect.ident(weftSchema)}`);
}
