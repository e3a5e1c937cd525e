import type { Command } from 'commander';
import { registerIdentity } from './bench/identity.ts';
import { registerWarehouses } from './bench/warehouses.ts';

export function register(program: Command): void {
  const bench = program.command('bench').description('measure');
  registerWarehouses(bench);
  registerIdentity(bench);
}
