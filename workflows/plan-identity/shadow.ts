import { AuthError } from '../../connectors/errors.ts';
import type { QueryOptions, Warehouse } from '../../connectors/warehouses/connection.ts';
import { weftSchema } from '../../connectors/warehouses/dialect.ts';
import { ensureSyncTables } from '../run-sync/sync-tables.ts';

/** The schema beside Weft's own in which a plan works. */
export const shadowSchema = (planId: string): string => `${weftSchema}_plan_${planId}`;

/** Tables from which the ids continue and that say who was merged into whom, and what destinations acknowledged. */
const continued = [
  'identity_members',
  'identity_persons',
  'identity_runs',
  'identity_changes',
  'identity_decisions',
  'sync_state',
];

/** What a run makes anew where the rules have changed. Without these tables it would not continue from the others. */
const resolved = ['identity_edges', 'identity_identifiers', 'identity_dropped', 'identity_conflicts'];

/**
 * Makes a schema with copies of the tables from which a run continues, so that it runs there as it would in Weft's
 * own: where the rules are still those of the run before (`sameRules`), only what has changed since. Throws AuthError
 * with the grant where Weft may not make a schema.
 */
export async function makeShadow(
  warehouse: Warehouse,
  schema: string,
  { sameRules, ...options }: { sameRules: boolean } & QueryOptions,
): Promise<void> {
  const { dialect } = warehouse;
  try {
    await warehouse.execute(`create schema ${dialect.ident(schema)}`, options);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    throw new AuthError(`Weft may not make the schema ${schema}, in which a plan works: ${error.message}`, {
      mend: `${error.mend ?? 'Give Weft the right to make schemas.'} Weft drops the schema when the plan is done. Or apply the rules without a plan, with --without-identity-plan.`,
      cause: error,
    });
  }
  const present = new Set((await warehouse.tables(weftSchema)).map(({ name }) => name));
  for (const name of [...continued, ...resolved].filter((table) => present.has(table))) {
    const rows = continued.includes(name) || sameRules ? '' : ' where false';
    await warehouse.execute(
      `create table ${dialect.table(`${schema}.${name}`)} as select * from ${dialect.table(`${weftSchema}.${name}`)}${rows}`,
      options,
    );
  }
  await ensureSyncTables(warehouse, options, schema);
}

/** Drops a plan's schema with all that is in it, also where it was never made. */
export async function dropShadow(warehouse: Warehouse, schema: string): Promise<void> {
  await warehouse.execute(`drop schema if exists ${warehouse.dialect.ident(schema)} cascade`);
}
