import { z } from 'zod';
import { columnName } from '../shared.ts';
import { traitKindOf } from './kind.ts';

/**
 * Net promoter classes (Reichheld, "The One Number You Need to Grow", 2003) of the last answer: a promoter scores 9 or
 * 10, a passive 7 or 8, a detractor less. A score below 0 or above 10, and a row without a time, is no answer. Of
 * answers of one time the one of the least key counts.
 */
export const nps = traitKindOf({
  schema: z.strictObject({ score: columnName }),
  reads: 'rows',
  outputs: () => [
    { suffix: '', kind: 'text', description: 'promoter, passive or detractor, by the last answer.' },
    { suffix: 'score', kind: 'double', description: 'Score of the last answer, 0 to 10.' },
    { suffix: 'at', kind: 'timestamp', description: 'Time of the last answer.' },
    { suffix: 'answers', kind: 'integer', description: 'Number of answers.', fallback: 0 },
  ],
  columns: ({ score }) => [{ column: score, numberFor: 'nps' }],
  timed: () => true,
});
