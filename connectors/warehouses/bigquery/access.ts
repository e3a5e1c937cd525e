import { randomUUID } from 'node:crypto';
import { AuthError, messageOf, WarehouseError, WeftError } from '../../errors.ts';
import type { AccessCheck } from '../connection.ts';
import { weftSchema } from '../dialect.ts';
import type { BigQueryClient } from './client.ts';
import { makeOwnDataset, whereIsIt } from './dataset.ts';
import { bigQueryDialect } from './dialect.ts';
import { datasetFor, grantFor } from './grants.ts';

const { table: tableName } = bigQueryDialect;

/** How a check asks the engine. */
interface Ask {
  /** A dry run: it needs every right of the statement, and costs nothing. */
  plan(sql: string): Promise<void>;
  execute(sql: string): Promise<number>;
}

/** Each right that Weft needs, in the order in which they are needed; one that depends on a missing one fails too. */
export async function checkAccess(
  client: BigQueryClient,
  tables: readonly string[],
  ask: Ask,
): Promise<AccessCheck[]> {
  const { project, location } = client.address;
  const check = async (name: string, mend: string, work: () => Promise<string>): Promise<AccessCheck> => {
    try {
      return { name, result: 'ok', detail: await work() };
    } catch (error) {
      const known = (await whereIsIt(client, error)) ?? error;
      const own = known instanceof WeftError ? known.mend : undefined;
      return { name, result: 'fail', detail: messageOf(known), mend: own ?? mend };
    }
  };

  const jobs = await check(
    `run queries in ${project}`,
    grantFor(client.grants, 'bigquery.jobs.create', ''),
    async () => {
      await ask.plan('select 1');
      return `signed in; queries run in ${location}`;
    },
  );
  if (jobs.result === 'fail') return [jobs];
  return [
    jobs,
    await check(`dataset ${weftSchema}`, datasetFor(client.grants, weftSchema), () => ownDataset(client)),
    await check(
      `write dataset ${weftSchema}`,
      grantFor(client.grants, 'bigquery.tables.create', weftSchema),
      () => writeAndDrop(ask),
    ),
    ...(await Promise.all(
      tables.map((table) =>
        check(`read ${table}`, grantFor(client.grants, 'bigquery.tables.getData', table), async () => {
          await ask.plan(`select * from ${tableName(table)} limit 1`);
          return 'it can be read';
        }),
      ),
    )),
  ];
}

async function ownDataset(client: BigQueryClient): Promise<string> {
  const { project, location } = client.address;
  try {
    const { location: found = '' } = await client.dataset(project, weftSchema);
    if (found.toUpperCase() !== location.toUpperCase()) {
      throw new WarehouseError(`it is in ${found}, and Weft's queries run in ${location}`, {
        mend: `Set location=${found} in WEFT_WAREHOUSE_URL, or drop the dataset.`,
      });
    }
    return `it is there, in ${location}`;
  } catch (error) {
    // Weft may write to a dataset whose description it may not read.
    if (error instanceof AuthError) return 'Weft may not look at it';
    if (!(error instanceof WarehouseError) || error.missing === null) throw error;
    await makeOwnDataset(client);
    return `it was made, in ${location}`;
  }
}

async function writeAndDrop(ask: Ask): Promise<string> {
  const probe = tableName(`${weftSchema}.access_check_${randomUUID().replaceAll('-', '')}`);
  await ask.execute(`create table ${probe} (id int64)`);
  await ask.execute(`drop table ${probe}`);
  return 'a table was made and dropped';
}
