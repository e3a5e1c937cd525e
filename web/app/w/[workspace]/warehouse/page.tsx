import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { AccessCheck } from '../../../../../connectors/warehouses/connection.ts';
import { connection, rights } from '../../../../data/connection.ts';
import { budgetToday } from '../../../../data/model-costs.ts';
import { BudgetLimits } from '../../../../ui/budget-limits.tsx';
import { CheckAgain } from '../../../../ui/check-again.tsx';
import { Go } from '../../../../ui/go.tsx';
import { Empty, Note } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { Rights } from '../../../../ui/rights.tsx';
import { PendingBlock, PendingRows } from '../../../../ui/skeletons.tsx';
import { Facts, Panel } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('warehouse'))('title') };
}

async function RightsOf({ checks, embedded }: { checks: AccessCheck[]; embedded: boolean }) {
  const words = await getTranslations('warehouse');
  const missing = checks.filter(({ result }) => result === 'fail').length;
  return (
    <>
      <Rights checks={checks} />
      <Note>
        {missing === 0
          ? words('allRights', { count: checks.length })
          : words('someMissing', { count: missing })}{' '}
        {words.rich(embedded ? 'setupEmbedded' : 'setup', {
          code: () => <code>./weft warehouse setup</code>,
        })}
      </Note>
    </>
  );
}

export default async function WarehousePage({ params }: { params: Promise<{ workspace: string }> }) {
  const paths = pathsOf((await params).workspace);
  const words = await getTranslations('warehouse');
  return (
    <Page title={words('title')} lead={words('lead')} actions={<CheckAgain label={words('checkAgain')} />}>
      <Section title={words('connection')}>
        <Part load={connection} pending={<PendingBlock height={120} />}>
          {({ type, embedded, facts }) => (
            <Panel>
              <Facts
                facts={[
                  { term: words('type'), value: embedded ? words('embedded', { type }) : type },
                  ...facts.map(({ name, value }) => ({ term: name, value })),
                ]}
              />
            </Panel>
          )}
        </Part>
      </Section>
      <Section title={words('rights')}>
        <Part
          load={async () => ({ checks: await rights(), embedded: (await connection()).type === 'DuckLake' })}
          pending={<PendingRows rows={6} />}
        >
          {(found) => <RightsOf {...found} />}
        </Part>
      </Section>
      <Section title={words('budget')} aside={<Go href={paths.models()}>{words('takes')}</Go>}>
        <Part load={budgetToday} pending={<PendingBlock height={80} />}>
          {(limits) =>
            limits.length === 0 ? (
              <Empty quiet>{words.rich('noLimit', { code: () => <code>budget</code> })}</Empty>
            ) : (
              <BudgetLimits limits={limits} />
            )
          }
        </Part>
      </Section>
    </Page>
  );
}
