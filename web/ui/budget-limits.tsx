import type { Limit } from '../data/model-costs.ts';
import { formatCredits, formatShare, formatSize } from './format.ts';
import { type Fact, Facts, Meter, Panel } from './values.tsx';

const amount = (limit: Limit, value: number): string =>
  limit.unit === 'bytes' ? formatSize(value) : `${formatCredits(value)}\u00a0credits`;

const factOf = (limit: Limit): Fact =>
  limit.used === null
    ? { term: 'One model or query reads at most', value: amount(limit, limit.limit) }
    : {
        term: limit.unit === 'bytes' ? 'Read by refreshes today' : 'Used by refreshes today',
        value: (
          <>
            {amount(limit, limit.used)} of {amount(limit, limit.limit)}{' '}
            <Meter share={limit.used / limit.limit} />
          </>
        ),
        from: formatShare(limit.used, limit.limit),
      };

/** The workspace's limits, and how much of those of the day is used. */
export function BudgetLimits({ limits }: { limits: readonly Limit[] }) {
  return (
    <Panel>
      <Facts facts={limits.map(factOf)} />
    </Panel>
  );
}
