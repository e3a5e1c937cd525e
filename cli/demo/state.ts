import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../connectors/errors.ts';

const stateSchema = z.object({
  persons: z.int(),
  seed: z.int(),
  /** The end of the demo company's history; kept, so that a second demo has the same data. */
  now: z.iso.datetime(),
  receiverPort: z.int(),
});
export type DemoState = z.infer<typeof stateSchema>;

export const demoFolder = (home: string): string => join(home, 'demo');
const stateFile = (home: string): string => join(demoFolder(home), 'state.json');

/** What an earlier demo in this home used, or undefined. */
export function readDemoState(home: string): DemoState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(stateFile(home), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new ConfigError(`${stateFile(home)} cannot be read`, {
      mend: 'Delete that file and run the demo again.',
      cause: error,
    });
  }
}

export function writeDemoState(home: string, state: DemoState): void {
  mkdirSync(demoFolder(home), { recursive: true });
  writeFileSync(stateFile(home), JSON.stringify(state, null, 2));
}
