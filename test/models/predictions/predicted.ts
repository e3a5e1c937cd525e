import { modelsOf } from '../../../models/dbt/project.ts';
import { predictionsOf } from '../../../models/predictions/declared.ts';
import { type Fit, makePredictionTables } from '../../../models/predictions/fits.ts';
import type { Workspace } from '../../../models/workspace/resource.ts';
import { readCatalog } from '../../../workflows/refresh-models/catalog.ts';
import { fitPredictions } from '../../../workflows/refresh-models/predictions/fit-predictions.ts';
import type { TestWarehouse } from '../../fixtures/use-warehouse.ts';
import { buildPersons, type Given, now } from '../traits/persons.ts';

/** Builds the models, fits every prediction, and builds the traits by the fits, as a refresh does with dbt. */
export async function buildPredicted(
  weft: TestWarehouse,
  given: Given,
): Promise<{ workspace: Workspace; fits: Fit[] }> {
  const { warehouse } = weft;
  const { dialect } = warehouse;
  const at = new Date(given.at ?? now);
  await warehouse.execute(`create schema if not exists ${dialect.ident('weft')}`);
  await makePredictionTables(warehouse);
  const workspace = await buildPersons(weft, given);
  const catalog = await readCatalog(warehouse, workspace);
  const predictions = predictionsOf(workspace);
  const fits = await fitPredictions({ warehouse, workspace, catalog, predictions, runId: 'test', now: at });
  for (const { name, folder, sql } of modelsOf(workspace, catalog, dialect, 'warehouse', {
    past: { asOf: at, computed: () => false },
  })) {
    if (folder === 'traits' || name === 'customer_360')
      await warehouse.execute(`create or replace table ${dialect.table(`weft.${name}`)} as ${sql}`);
  }
  return { workspace, fits };
}
