import { z } from 'zod';
import { duration } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * Visits by inactivity, as web analytics count them: a person's rows in order of time, of which one that comes more
 * than `gap` after the one before begins a new session. A session lasts from its first row to its last, so one of a
 * single row lasts 0 minutes. Rows without a time belong to none; `within` sees a session from its first row inside.
 */
export const sessions = traitKindOf({
  schema: z.strictObject({ gap: duration }),
  reads: 'rows',
  outputs: () => [
    { suffix: '', kind: 'integer', description: 'Number of sessions.', fallback: 0 },
    { suffix: 'minutes', kind: 'double', description: 'Average length of a session in minutes.' },
    { suffix: 'events', kind: 'double', description: 'Average number of rows in a session.' },
    { suffix: 'last_at', kind: 'timestamp', description: 'Start of the last session.' },
  ],
  timed: () => true,
});
