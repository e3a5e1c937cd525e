import { createRequire } from 'node:module';
import type * as Sdk from 'snowflake-sdk';

export type Driver = Pick<typeof Sdk, 'createConnection' | 'configure'>;

/** Tries of a request that gets no answer, with waits of 1 s doubled: about half a minute. */
const requestRetries = 5;
/** Tries of a part of a large result, from the cloud's storage. */
const chunkRetries = 4;

let loaded: Promise<Driver> | undefined;

/** The driver, silent, loaded when the first Snowflake is opened. */
export function snowflakeDriver(): Promise<Driver> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Driver> {
  // Read at the import: it would otherwise ask the cloud's metadata addresses where it runs, and report on itself.
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = 'true';
  process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE = 'true';
  const { default: sdk } = await import('snowflake-sdk');
  // It would write snowflake.log into the working directory.
  sdk.configure({ logLevel: 'OFF', additionalLogToConsole: false });
  limitRetries();
  return sdk;
}

/** By itself the driver sends a request 1,000 times, which are hours, and has no option for it. */
function limitRetries(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('snowflake-sdk/dist/lib/connection/connection_config');
  for (const [name, value] of [
    ['getRetrySfMaxNumRetries', requestRetries],
    ['getRetryLargeResultSetMaxNumRetries', chunkRetries],
  ] as const) {
    if (typeof prototype[name] !== 'function') throw new TypeError(`snowflake-sdk has no ${name}`);
    prototype[name] = () => value;
  }
}
