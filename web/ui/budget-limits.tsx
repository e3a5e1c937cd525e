import { useTranslations } from 'next-intl';
import type { Limit } from '../data/model-costs.ts';
import { formatCredits, formatShare, formatSize } from './format.ts';
import { type Fact, Facts, Meter, Panel } from './values.tsx';

const amount = (limit: Limit, value: number): string =>
  limit.unit === 'bytes' ? formatSize(value) : `${formatCredits(value)}\u00a0credits`;

type Words = ReturnType<typeof useTranslations<'warehouse'>>;

const factOf = (limit: Limit, words: Words): Fact =>
  limit.used === null
    ? { term: words('perQuery'), value: amount(limit, limit.limit) }
    : {
        term: words(limit.unit === 'bytes' ? 'readToday' : 'usedToday'),
        value: (
          <>
            {words('ofLimit', { used: amount(limit, limit.used), limit: amount(limit, limit.limit) })}{' '}
            <Meter share={limit.used / limit.limit} />
          </>
        ),
        from: formatShare(limit.used, limit.limit),
      };

/** The workspace's limits, and how much of those of the day is used. */
export function BudgetLimits({ limits }: { limits: readonly Limit[] }) {
  const words = useTranslations('warehouse');
  return (
    <Panel>
      <Facts facts={limits.map((limit) => factOf(limit, words))} />
    </Panel>
  );
}
