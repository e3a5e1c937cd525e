import type { Command } from 'commander';
import { registerIdentity } from './bench/identity.ts';
import { registerPredictions } from './bench/predictions.ts';
import { registerSegments } from './bench/segments.ts';
import { registerSync } from './bench/sync.ts';
import { registerWarehouses } from './bench/warehouses.ts';
import { registerWeb } from './bench/web.ts';

export function register(program: Command): void {
  const bench = program.command('bench').description('measure');
  registerWarehouses(bench);
  registerIdentity(bench);
  registerPredictions(bench);
  registerSegments(bench);
  registerSync(bench);
  registerWeb(bench);
}
