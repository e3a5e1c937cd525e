import type { PlannedChange, PlanView } from '../data/sync-plan.ts';
import { DataTable } from './data-table.tsx';
import { formatExact } from './format.ts';
import { Empty, Note } from './notes.tsx';
import { Section } from './page.tsx';
import { PlannedRows } from './planned-rows.tsx';
import { type Tallied, Tally } from './tally.tsx';
import { Dim, Id } from './values.tsx';

const verbs = { create: 'Create', update: 'Update', delete: 'Delete', archive: 'Archive' } as const;
type Verb = keyof typeof verbs;
const order: readonly Verb[] = ['create', 'update', 'delete', 'archive'];

export const verbOf = (given: string | null): Verb | null => order.find((verb) => verb === given) ?? null;

interface PlanTallyProps {
  plan: PlanView;
  operation: string | null;
  href: (operation: string | null) => string;
  /** Counts of rows that are not sent. */
  others: readonly Tallied[];
}

/** What a plan does to how many rows; what it would send leads to its rows. */
export function PlanTally({ plan, operation, href, others }: PlanTallyProps) {
  const counts = order
    // Few syncs archive: a zero there would only be in the way.
    .filter((verb) => verb !== 'archive' || plan.operations.archive > 0)
    .map((verb) => ({
      name: verbs[verb],
      value: plan.operations[verb],
      href: href(operation === verb ? null : verb),
      current: operation === verb,
    }));
  return <Tally label="Rows by what becomes of them" counts={[...counts, ...others]} />;
}

/** How many of how many rows are shown. */
function shownWords(shown: readonly PlannedChange[], plan: PlanView, operation: Verb | null): string {
  const all =
    operation === null
      ? order.reduce((sum, verb) => sum + plan.operations[verb], 0)
      : plan.operations[operation];
  return shown.length === all
    ? `All ${formatExact(all)}`
    : `${formatExact(shown.length)} of ${formatExact(all)}`;
}

/** Some rows of a plan with what changes, and some that it would not send with the reason. */
export function PlanSampleSections({ plan, operation }: { plan: PlanView; operation: string | null }) {
  const verb = verbOf(operation);
  if (plan.sample === null) return <Note>Rows are shown to those who may see personal values.</Note>;
  const shown = verb === null ? plan.sample : plan.sample.filter((row) => row.operation === verb);
  return (
    <>
      <Section
        title={verb === null ? 'Rows' : `Rows: ${verbs[verb].toLowerCase()}`}
        aside={shown.length === 0 ? null : shownWords(shown, plan, verb)}
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
