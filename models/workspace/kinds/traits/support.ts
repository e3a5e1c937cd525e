import { z } from 'zod';
import { columnName } from '../shared.ts';
import { type Output, traitKindOf } from './kind.ts';

/**
 * A person's tickets, which open at the row's time. One is closed once its `closed` has passed, else open; satisfaction
 * is that of closed tickets. `health` is poor where an open ticket is older than 7 days (its day at least 8 days ago in
 * the workspace's zone) or the satisfaction of the last ticket that has one is at most 2; else fair where a ticket is
 * open or the average satisfaction is below 4; else good. Rows without a time are no tickets.
 */
export const support = traitKindOf({
  schema: z.strictObject({ closed: columnName, satisfaction: columnName.optional() }),
  reads: 'rows',
  outputs: ({ satisfaction }) => {
    const average: Output = {
      suffix: 'satisfaction',
      kind: 'double',
      description: 'Average satisfaction of closed tickets.',
    };
    return [
      { suffix: '', kind: 'integer', description: 'Number of open tickets.', fallback: 0 },
      { suffix: 'tickets', kind: 'integer', description: 'Number of tickets.', fallback: 0 },
      {
        suffix: 'resolution_hours',
        kind: 'double',
        description: 'Average hours from opening to closing; tickets closed before they opened are left out.',
      },
      { suffix: 'last_at', kind: 'timestamp', description: 'When the last ticket was opened.' },
      ...(satisfaction === undefined ? [] : [average]),
      { suffix: 'health', kind: 'text', description: 'good, fair or poor.' },
    ];
  },
  columns: ({ closed, satisfaction }) => [
    { column: closed, timeFor: 'support' },
    ...(satisfaction === undefined ? [] : [{ column: satisfaction, numberFor: 'support' }]),
  ],
  timed: () => true,
});
