/** A command that uses the parts it is given until its input ends: for tests that interrupt and kill it. */

import { Interrupted } from '../../cli/platform/interrupt.ts';
import { withPlatform } from '../../cli/platform/platform.ts';
import { partNames } from '../../cli/platform/records.ts';
import { readSettings } from '../../connectors/settings.ts';

const ended = new Promise<void>((resolve) => process.stdin.once('end', resolve).resume());
try {
  await withPlatform(
    readSettings(),
    partNames.filter((name) => process.argv.includes(name)),
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
