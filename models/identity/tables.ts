import { type Dialect, weftSchema } from '../../connectors/warehouses/dialect.ts';

/** One of Weft's tables of identity, `identity_…`, as SQL. */
export const identityTable = (dialect: Dialect, name: string): string =>
  dialect.table(`${weftSchema}.identity_${name}`);
