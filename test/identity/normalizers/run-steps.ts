import type { Warehouse } from '../../../connectors/warehouses/connection.ts';
import { type NormalizerOptions, normalizerSteps, stepChain } from '../../../models/identity/normalize.ts';
import { identitySchema } from '../../../models/workspace/kinds/identity.ts';
import { makeTable } from '../../fixtures/tables.ts';

/** Values that one type of identifier is given. */
export interface GivenSet {
  /** The type, as a workspace declares it. */
  type: Record<string, unknown>;
  given: readonly { value: string | null; region?: string | null }[];
}

/** What types of identifiers make of their values, each in its place: one statement in the engine for all of them. */
export async function normalizeSets(
  warehouse: Warehouse,
  sets: readonly GivenSet[],
  options: NormalizerOptions = { fold: true },
): Promise<(string | null)[][]> {
  const { dialect } = warehouse;
  const types = identitySchema.parse({
    kind: 'identity',
    slug: 'people',
    types: sets.map(({ type }, index) => ({ type: `type_${index}`, ...type })),
  }).types;
  await warehouse.execute(`create schema if not exists ${dialect.ident('raw')}`);
  const columns = { set_place: 'integer', place: 'integer', given: 'text', region: 'text' } as const;
  const rows = sets.flatMap(({ given }, set) =>
    given.map(({ value, region = null }, place) => ({ set_place: set, place, given: value, region })),
  );
  await makeTable(warehouse, 'raw.given', columns, rows);
  const chain = stepChain(
    dialect.table('raw.given'),
    ['set_place', 'place'].map((name) => ({ name, expression: dialect.ident(name) })),
    types.map((type, set) => ({
      name: `value_${set}`,
      from: dialect.ident('given'),
      region: sets[set]?.given.some(({ region }) => region !== undefined) ? dialect.ident('region') : null,
      steps: normalizerSteps(dialect, type, options),
    })),
  );
  const ctes = chain.ctes.map((cte) => `${cte.name} as (select ${cte.columns.join(', ')} from ${cte.from})`);
  const found = await warehouse.query(
    `with ${ctes.join(', ')} select * from ${chain.last} order by set_place, place`,
  );
  return sets.map((_set, set) =>
    found
      .filter((row) => Number(row.set_place) === set)
      .map((row) => {
        const value = row[`value_${set}`];
        return typeof value === 'string' ? value : null;
      }),
  );
}
