import type { Metadata } from 'next';
import type { AccessCheck } from '../../../../../connectors/warehouses/connection.ts';
import { connection, rights } from '../../../../data/connection.ts';
import { budgetToday } from '../../../../data/model-costs.ts';
import { BudgetLimits } from '../../../../ui/budget-limits.tsx';
import { CheckAgain } from '../../../../ui/check-again.tsx';
import { plural } from '../../../../ui/format.ts';
import { Go } from '../../../../ui/go.tsx';
import { Empty, Note } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { Rights } from '../../../../ui/rights.tsx';
import { PendingBlock, PendingRows } from '../../../../ui/skeletons.tsx';
import { Facts, Panel } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Warehouse' };

function RightsOf({ checks, embedded }: { checks: AccessCheck[]; embedded: boolean }) {
  const missing = checks.filter(({ result }) => result === 'fail').length;
  return (
    <>
      <Rights checks={checks} />
      <Note>
        {missing === 0
          ? `Weft has what it needs: ${plural(checks.length, 'right')}, each asked of the warehouse just now.`
          : `${plural(missing, 'right is', 'rights are')} missing: what needs ${missing === 1 ? 'it' : 'them'} fails until then.`}{' '}
        {embedded ? (
          <>
            For Snowflake or BigQuery in its place, <code>./weft warehouse setup</code> prints what an
            administrator runs.
          </>
        ) : (
          <>
            <code>./weft warehouse setup</code> prints the whole of what an administrator runs.
          </>
        )}
      </Note>
    </>
  );
}

export default async function WarehousePage({ params }: { params: Promise<{ workspace: string }> }) {
  const paths = pathsOf((await params).workspace);
  return (
    <Page
      title="Warehouse"
      lead="Where the customer data is and stays. Weft reads the tables of the sources and writes to the schema weft, and nowhere else."
      actions={<CheckAgain />}
    >
      <Section title="Connection">
        <Part load={connection} pending={<PendingBlock height={120} />}>
          {({ type, embedded, facts }) => (
            <Panel>
              <Facts
                facts={[
                  { term: 'Type', value: embedded ? `${type}, embedded` : type },
                  ...facts.map(({ name, value }) => ({ term: name, value })),
                ]}
              />
            </Panel>
          )}
        </Part>
      </Section>
      <Section title="Rights">
        <Part
          load={async () => ({ checks: await rights(), embedded: (await connection()).type === 'DuckLake' })}
          pending={<PendingRows rows={6} />}
        >
          {(found) => <RightsOf {...found} />}
        </Part>
      </Section>
      <Section title="Budget" aside={<Go href={paths.models()}>What each model takes</Go>}>
        <Part load={budgetToday} pending={<PendingBlock height={80} />}>
          {(limits) =>
            limits.length === 0 ? (
              <Empty quiet>
                No limit is declared: <code>budget</code> in the workspace’s file sets what a query and a day
                may cost.
              </Empty>
            ) : (
              <BudgetLimits limits={limits} />
            )
          }
        </Part>
      </Section>
    </Page>
  );
}
