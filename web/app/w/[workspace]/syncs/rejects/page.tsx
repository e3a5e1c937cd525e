import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { rejectQueue } from '../../../../../data/reject-queue.ts';
import { Go } from '../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { RejectGroups } from '../../../../../ui/reject-groups.tsx';
import { PendingRows } from '../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('syncs'))('rejects.title') };
}

export default async function RejectsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [words, mayRun] = await Promise.all([getTranslations('syncs.rejects'), may('sync.run')]);
  const paths = pathsOf(workspace);
  return (
    <Page title={words('title')} lead={words('lead')}>
      <Part load={rejectQueue} pending={<PendingRows rows={6} />} effect={words('effect')}>
        {({ queued, further }) =>
          queued.length === 0 ? (
            <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>
          ) : (
            <>
              {queued.map(({ sync, run, rows, groups }) => (
                <Section
                  key={`${sync.slug}/${run}`}
                  title={sync.name}
                  aside={
                    <Go href={paths.syncRun(sync.slug, run, { status: 'rejected' })}>
                      {words('ofRun', { count: rows })}
                    </Go>
                  }
                >
                  {groups.length === 0 ? (
                    <Note>{words('forgotten')}</Note>
                  ) : (
                    <RejectGroups
                      sync={sync.slug}
                      run={run}
                      groups={groups}
                      mayRun={mayRun}
                      href={(key) => paths.syncRun(sync.slug, run, { status: 'rejected', row: key })}
                    />
                  )}
                </Section>
              ))}
              {further === 0 ? null : <Note>{words('further', { count: further })}</Note>}
            </>
          )
        }
      </Part>
    </Page>
  );
}
