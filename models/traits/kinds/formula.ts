import { withoutZeroDivision } from '../../workspace/kinds/traits/division.ts';
import type { formula } from '../../workspace/kinds/traits/formula.ts';
import type { ByExpressions } from './computation.ts';

export const formulaTrait: ByExpressions<typeof formula> = {
  by: 'expressions',
  expressions: ({ settings }, column) => ({
    '': withoutZeroDivision(settings).replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => column(name)),
  }),
};
