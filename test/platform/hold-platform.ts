/** A command that uses the embedded parts until it is told to end: for tests that interrupt and kill it. */

import { Interrupted } from '../../cli/platform/interrupt.ts';
import { withPlatform } from '../../cli/platform/platform.ts';
import { readSettings } from '../../connectors/settings.ts';

const ended = new Promise<void>((resolve) => process.stdin.once('end', resolve).resume());
try {
  await withPlatform(
    readSettings(),
    ['postgres', 'temporal'],
    async ({ endpoints }) => {
      process.stdout.write(`${JSON.stringify(endpoints)}\n`);
      await ended;
    },
    { purpose: 'hold' },
  );
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  process.exitCode = error.exitCode;
}
process.stdin.destroy();
