import type { formula } from '../../workspace/kinds/traits/formula.ts';
import type { ByExpressions } from './computation.ts';

export const formulaTrait: ByExpressions<typeof formula> = {
  by: 'expressions',
  expressions: ({ settings }, column) => ({
    '': settings.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => column(name)),
  }),
};
