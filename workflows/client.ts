import { Client, Connection } from '@temporalio/client';
import { ConfigError, Unavailable } from '../connectors/errors.ts';
import { readEndpoints, type Settings } from '../connectors/settings.ts';

/** The queue on which every workflow and activity of this workspace runs. */
export const taskQueue = 'weft';

export function temporalAddress(settings: Settings): string {
  const address = settings.env.WEFT_TEMPORAL_ADDRESS ?? readEndpoints(settings.home).temporal?.address;
  if (!address) {
    throw new ConfigError('Temporal is not running', {
      mend: 'Start Weft with `./weft up`, or set WEFT_TEMPORAL_ADDRESS to a cluster of your own.',
    });
  }
  return address;
}

export const temporalConnection = (settings: Settings) => ({
  address: temporalAddress(settings),
  ...(settings.env.WEFT_TEMPORAL_API_KEY ? { apiKey: settings.env.WEFT_TEMPORAL_API_KEY, tls: true } : {}),
});

export const noAnswer = (address: string, cause: unknown): Unavailable =>
  new Unavailable(`Temporal does not answer at ${address}`, {
    mend: 'See `./weft status`; start it with `./weft up`, or check WEFT_TEMPORAL_ADDRESS.',
    cause,
  });

/** Runs `work` with a client and closes it. Throws Unavailable where Temporal does not answer. */
export async function withTemporal<T>(settings: Settings, work: (client: Client) => Promise<T>): Promise<T> {
  const options = temporalConnection(settings);
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...options, connectTimeout: 5000 });
  } catch (error) {
    throw noAnswer(options.address, error);
  }
  try {
    return await work(new Client({ connection, namespace: settings.env.WEFT_TEMPORAL_NAMESPACE }));
  } finally {
    await connection.close();
  }
}
