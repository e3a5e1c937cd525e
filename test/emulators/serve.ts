/** Serves an emulator until it is interrupted and prints the variables that lead to it: `node serve.ts snowflake|bigquery`. */
import { once } from 'node:events';
import { startBigQueryEmulator } from './bigquery/start.ts';
import { startSnowflakeEmulator } from './snowflake/start.ts';

const starts = {
  snowflake: () => startSnowflakeEmulator(),
  bigquery: () => startBigQueryEmulator(),
};

const name = process.argv[2];
if (name !== 'snowflake' && name !== 'bigquery') throw new Error('name one: snowflake or bigquery');
const { environment, stop } = await starts[name]();
for (const [variable, value] of Object.entries(environment)) console.log(`export ${variable}='${value}'`);
const waiting = setInterval(() => undefined, 60_000);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(waiting);
await stop();
