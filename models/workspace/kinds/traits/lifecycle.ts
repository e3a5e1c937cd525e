import { z } from 'zod';
import { duration, durationHours } from '../shared.ts';
import { traitKindOf } from './kind.ts';

const days = duration.refine((text) => durationHours(text) % 24 === 0 && durationHours(text) > 0, {
  message: 'must be whole days, since a stage ends at midnight',
});

/**
 * Where a person stands by the times of their rows up to now; windows begin at midnight in the workspace's zone. The
 * first of these that holds:
 *
 * - `new`: the first row is within `new` (30 days, or `active` where that is shorter);
 * - `reactivated`: the last row is within `active`, and the person was lapsed when it came;
 * - `active`: the last row is within `active`;
 * - `at_risk`: the last row is within `at_risk`;
 * - `lapsed`: there was one, longer ago.
 *
 * A person is reactivated until the next row, with which they are active. A stage begins with a row, or at the midnight
 * at which a window has passed, so that all of it follows from the rows, as of any time.
 */
export const lifecycle = traitKindOf({
  schema: z
    .strictObject({ active: days, at_risk: days, new: days.optional() })
    .refine(({ active, at_risk }) => durationHours(at_risk) > durationHours(active), {
      message: 'must be longer than `active`',
      path: ['at_risk'],
    })
    .refine(
      (stages) => stages.new === undefined || durationHours(stages.new) <= durationHours(stages.active),
      {
        message: 'must not be longer than `active`',
        path: ['new'],
      },
    ),
  reads: 'rows',
  outputs: () => [
    { suffix: '', kind: 'text', description: 'new, active, reactivated, at_risk or lapsed.' },
    { suffix: 'since', kind: 'timestamp', description: 'When the person came into the stage.' },
    { suffix: 'previous', kind: 'text', description: 'The stage before it; null for new.' },
  ],
  timed: () => true,
  unbounded: 'lifecycle reads all rows of a person: without them who came back looks like who is new',
});
