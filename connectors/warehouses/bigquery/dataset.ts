import { AuthError, ConfigError, WarehouseError } from '../../errors.ts';
import { weftSchema } from '../dialect.ts';
import type { BigQueryClient } from './client.ts';
import { datasetFor } from './grants.ts';

/** Makes Weft's dataset; false where it is there already. Throws AuthError with the commands where Weft may not. */
export async function makeOwnDataset(client: BigQueryClient): Promise<boolean> {
  try {
    await client.makeDataset(weftSchema);
    return true;
  } catch (error) {
    if (error instanceof WarehouseError && /Already Exists/i.test(error.message)) return false;
    if (!(error instanceof AuthError)) throw error;
    const { project } = client.address;
    throw new AuthError(`There is no dataset ${weftSchema} in ${project}, and Weft may not make it`, {
      mend: datasetFor(client.grants, weftSchema),
      cause: error,
    });
  }
}

/** For a dataset that was not found where the job ran: the error of its being elsewhere, or undefined. */
export async function whereIsIt(client: BigQueryClient, error: unknown): Promise<ConfigError | undefined> {
  if (!(error instanceof WarehouseError) || error.missing === null) return undefined;
  const dataset = error.missing.split('.').at(0) ?? '';
  const { project, location } = client.address;
  const found = await client.dataset(project, dataset).catch(() => undefined);
  if (found?.location === undefined || found.location.toUpperCase() === location.toUpperCase())
    return undefined;
  return new ConfigError(
    `The dataset ${dataset} is in location ${found.location}, and Weft's queries run in ${location}`,
    {
      mend: `Set location=${found.location} in WEFT_WAREHOUSE_URL; every source and the dataset ${weftSchema} must be in that one.`,
      cause: error,
    },
  );
}
