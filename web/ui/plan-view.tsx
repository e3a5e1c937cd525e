import { humanise } from '../../models/words/names.ts';
import type { PlannedChange, PlanView } from '../data/sync-plan.ts';
import { type RowOperation, rowOperations } from '../data/sync-rows.ts';
import { DataTable } from './data-table.tsx';
import { formatExact } from './format.ts';
import { Empty, Note } from './notes.tsx';
import { Section } from './page.tsx';
import { PlannedRows } from './planned-rows.tsx';
import { type Tallied, Tally } from './tally.tsx';
import { Dim, Id } from './values.tsx';

/** How many rows a plan would send. */
export const sentOf = ({ operations }: Pick<PlanView, 'operations'>): number =>
  rowOperations.reduce((sum, operation) => sum + operations[operation], 0);

/** The counts of planned rows that are not sent. */
export const notSent = ({ rejected, skipped }: { rejected: number; skipped: number }): Tallied[] => [
  { name: 'Not sent: cannot be made', value: rejected, tone: 'bad' },
  { name: 'Not sent: skipped', value: skipped, tone: 'warning' },
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
  const counts = rowOperations
    // Few syncs archive: a zero there would only be in the way.
    .filter((one) => one !== 'archive' || plan.operations.archive > 0)
    .map((one) => ({
      name: humanise(one),
      value: plan.operations[one],
      href: href(operation === one ? null : one),
      current: operation === one,
    }));
  return <Tally label="Rows by what becomes of them" counts={[...counts, ...others]} />;
}

/** How many of how many rows are shown. */
function shownWords(shown: readonly PlannedChange[], plan: PlanView, operation: RowOperation | null): string {
  const all = operation === null ? sentOf(plan) : plan.operations[operation];
  return shown.length === all
    ? `All ${formatExact(all)}`
    : `${formatExact(shown.length)} of ${formatExact(all)}`;
}

/** Some rows of a plan with what changes, and some that it would not send with the reason. */
export function PlanSampleSections({ plan, operation: given }: { plan: PlanView; operation: string | null }) {
  const operation = rowOperations.find((one) => one === given) ?? null;
  if (plan.sample === null) return <Note>Rows are shown to those who may see personal values.</Note>;
  const shown = operation === null ? plan.sample : plan.sample.filter((row) => row.operation === operation);
  return (
    <>
      <Section
        title={operation === null ? 'Rows' : `Rows: ${operation}`}
        aside={shown.length === 0 ? null : shownWords(shown, plan, operation)}
      >
        {shown.length === 0 ? <Empty>No row would be sent.</Empty> : <PlannedRows rows={shown} />}
      </Section>
      {plan.refused === null || plan.refused.length === 0 ? null : (
        <Section title="Not sent">
          <DataTable
            caption="Rows that are not sent"
            rows={plan.refused}
            rowKey={(_row, place) => String(place)}
            columns={[
              {
                key: 'key',
                title: 'Key',
                width: '240px',
                clip: true,
                cell: ({ key }) => (key === null ? <Dim>no key</Dim> : <Id>{key}</Id>),
              },
              {
                key: 'reason',
                title: 'Reason',
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
