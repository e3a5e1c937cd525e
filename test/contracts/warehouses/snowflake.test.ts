import { warehouseContract } from './contract.ts';
import { liveEngines } from './live.ts';
import { snowflakeEmulator } from './snowflake.ts';

for (const engine of [snowflakeEmulator, ...liveEngines('snowflake')]) warehouseContract(engine);
