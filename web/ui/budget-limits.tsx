import { useTranslations } from 'next-intl';
import type { Limit } from '../data/model-costs.ts';
import { useFormats } from '../i18n/use-formats.ts';
import type { Formats } from './format.ts';
import { type Fact, Facts, Meter, Panel } from './values.tsx';

const amount = (format: Formats, limit: Limit, value: number): string =>
  limit.unit === 'bytes' ? format.size(value) : `${format.credits(value)}\u00a0credits`;

type Words = ReturnType<typeof useTranslations<'warehouse'>>;

const factOf = (limit: Limit, format: Formats, words: Words): Fact =>
  limit.used === null
    ? { term: words('perQuery'), value: amount(format, limit, limit.limit) }
    : {
        term: words(limit.unit === 'bytes' ? 'readToday' : 'usedToday'),
        value: (
          <>
            {words('ofLimit', {
              used: amount(format, limit, limit.used),
              limit: amount(format, limit, limit.limit),
            })}{' '}
            <Meter share={limit.used / limit.limit} />
          </>
        ),
        from: format.share(limit.used, limit.limit),
      };

/** The workspace's limits, and how much of those of the day is used. */
export function BudgetLimits({ limits }: { limits: readonly Limit[] }) {
  const format = useFormats();
  const words = useTranslations('warehouse');
  return (
    <Panel>
      <Facts facts={limits.map((limit) => factOf(limit, format, words))} />
    </Panel>
  );
}
