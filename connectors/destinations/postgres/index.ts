import { AuthError, Unavailable } from '../../errors.ts';
import { accountName } from '../account.ts';
import { defineDestination } from '../define.ts';
import { openClient, transaction } from './client.ts';
import { addressOf, postgresConfig } from './config.ts';
import { writableTables } from './discover.ts';
import { rowsObject } from './rows.ts';

export const postgres = defineDestination({
  slug: 'postgres',
  name: 'PostgreSQL',
  description: 'Rows of tables in a PostgreSQL database.',
  config: postgresConfig,
  connect: (config, { throttle }) => openClient(config, throttle),
  disconnect: ({ pool }) => pool.end(),
  objects: [rowsObject],
  limits(config) {
    const { host, port, database, user } = addressOf(config);
    return { account: accountName('postgres', `${user}@${host}:${port}/${database}`), concurrent: 8 };
  },
  discover: (client, { signal }) => transaction(client, signal, writableTables),
  async testConnection(client, { signal }) {
    const { user, database } = addressOf(client.config);
    await transaction(client, signal, async (query) => {
      const [server] = await query(`select current_setting('transaction_read_only') as read_only`);
      if (server?.read_only === 'on') {
        throw new Unavailable(`the database "${database}" is read-only, as on a standby`, {
          mend: 'Give the address of the primary server as `host`.',
        });
      }
      if ((await writableTables(query)).length > 0) return;
      throw new AuthError(`the user "${user}" may write no table of the database "${database}"`, {
        mend: `Create the table, then: grant select, insert, update, delete on … to ${user}.`,
      });
    });
  },
});
