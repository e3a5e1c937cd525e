import type { percentileOf } from '../../workspace/kinds/traits/percentile-of.ts';
import type { ByExpressions } from './computation.ts';

export const percentileOfTrait: ByExpressions<typeof percentileOf> = {
  by: 'expressions',
  expressions({ settings }, column) {
    const value = column(settings);
    // Those without a value are apart, so that they count on neither side.
    const known = `case when ${value} is null then 0 else 1 end`;
    return {
      '': `case when ${value} is not null then cume_dist() over (partition by ${known} order by ${value}) end`,
    };
  },
};
