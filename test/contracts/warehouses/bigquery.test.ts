import { bigQueryEmulator } from './bigquery.ts';
import { warehouseContract } from './contract.ts';
import { liveEngines } from './live.ts';

for (const engine of [bigQueryEmulator, ...liveEngines('bigquery')]) warehouseContract(engine);
