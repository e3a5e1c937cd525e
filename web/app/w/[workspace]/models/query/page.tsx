import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { dialect } from '../../../../../data/warehouse.ts';
import { Page } from '../../../../../ui/page.tsx';
import { ScratchQuery } from '../../../../../ui/sql/scratch-query.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models.sql'))('queryTitle') };
}

const first = 'select count(*) as people, min(first_seen) as since\nfrom {profiles}';

export default async function QueryPage({ params }: { params: Promise<{ workspace: string }> }) {
  const [{ workspace }, words, runs, personal] = await Promise.all([
    params,
    getTranslations('models.sql'),
    may('data.edit'),
    may('personal.read'),
  ]);
  return (
    <Page
      title={words('queryTitle')}
      lead={words.rich('queryLead', {
        more: (text) => (
          <>
            {text} <code>{'{profiles}'}</code>
          </>
        ),
      })}
    >
      <ScratchQuery
        workspace={workspace}
        engine={dialect().name}
        runs={runs}
        personal={personal}
        first={first}
      />
    </Page>
  );
}
