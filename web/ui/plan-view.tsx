import { useTranslations } from 'next-intl';
import type { PlanView } from '../data/sync-plan.ts';
import { rowOperations } from '../data/sync-rows.ts';
import { useFormats } from '../i18n/use-formats.ts';
import { DataTable } from './data-table.tsx';
import { Empty, Note } from './notes.tsx';
import { Section } from './page.tsx';
import { PlannedRows } from './planned-rows.tsx';
import { operationWord, type RunsWords } from './run-words.ts';
import { type Tallied, Tally } from './tally.tsx';
import { Dim, Id } from './values.tsx';

/** How many rows a plan would send. */
export const sentOf = ({ operations }: Pick<PlanView, 'operations'>): number =>
  rowOperations.reduce((sum, operation) => sum + operations[operation], 0);

/** The counts of planned rows that are not sent. */
export const notSent = (
  words: RunsWords,
  { rejected, skipped }: { rejected: number; skipped: number },
): Tallied[] => [
  { name: words('plan.cannot'), value: rejected, tone: 'bad' },
  { name: words('plan.skipped'), value: skipped, tone: 'warning' },
];

interface PlanTallyProps {
  plan: PlanView;
  operation: string | null;
  href: (operation: string | null) => string;
  /** Counts of rows that are not sent. */
  others: readonly Tallied[];
}

/** What a plan does to how many rows; what it would send leads to its rows. */
export function PlanTally({ plan, operation, href, others }: PlanTallyProps) {
  const words = useTranslations('runs');
  const counts = rowOperations
    // Few syncs archive: a zero there would only be in the way.
    .filter((one) => one !== 'archive' || plan.operations.archive > 0)
    .map((one) => ({
      name: operationWord(words, one),
      value: plan.operations[one],
      href: href(operation === one ? null : one),
      current: operation === one,
    }));
  return <Tally label={words('plan.tally')} counts={[...counts, ...others]} />;
}

/** Some rows of a plan with what changes, and some that it would not send with the reason. */
export function PlanSampleSections({ plan, operation: given }: { plan: PlanView; operation: string | null }) {
  const words = useTranslations('runs');
  const format = useFormats();
  const operation = rowOperations.find((one) => one === given) ?? null;
  if (plan.sample === null) return <Note>{words('plan.noPersonal')}</Note>;
  const shown = operation === null ? plan.sample : plan.sample.filter((row) => row.operation === operation);
  const all = operation === null ? sentOf(plan) : plan.operations[operation];
  const howMany =
    shown.length === all
      ? words('plan.all', { count: format.exact(all) })
      : words('plan.some', { shown: format.exact(shown.length), count: format.exact(all) });
  return (
    <>
      <Section
        title={
          operation === null
            ? words('plan.rows')
            : words('plan.rowsOf', { operation: operationWord(words, operation, 'inside') })
        }
        aside={shown.length === 0 ? null : howMany}
      >
        {shown.length === 0 ? <Empty>{words('plan.noRow')}</Empty> : <PlannedRows rows={shown} />}
      </Section>
      {plan.refused === null || plan.refused.length === 0 ? null : (
        <Section title={words('plan.notSent')}>
          <DataTable
            caption={words('plan.notSentCaption')}
            rows={plan.refused}
            rowKey={(_row, place) => String(place)}
            columns={[
              {
                key: 'key',
                title: words('row.key'),
                width: '240px',
                clip: true,
                cell: ({ key }) => (key === null ? <Dim>{words('row.noKey')}</Dim> : <Id>{key}</Id>),
              },
              {
                key: 'reason',
                title: words('row.reason'),
                clip: true,
                cell: ({ reason }) => <span title={reason}>{reason}</span>,
              },
            ]}
          />
        </Section>
      )}
    </>
  );
}
