import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { planStanding } from '../../../../data/approvals.ts';
import { askedDrafts, inboxRuns, waitingReviews } from '../../../../data/inbox.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DraftToDecide } from '../../../../ui/inbox/draft-to-decide.tsx';
import { InboxList } from '../../../../ui/inbox/inbox-list.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { standingWords } from '../../../../ui/standing-words.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('inbox'))('title') };
}

/** Plans that wait, each with whose word is missing. */
async function waitingPlans() {
  const { waiting } = await inboxRuns();
  return Promise.all(
    waiting.map(async ({ run, name }) => ({
      ...{ run, name },
      standing: await standingWords(await planStanding(run)),
    })),
  );
}

export default async function InboxPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const words = await getTranslations('inbox');
  const { zone } = await currentWorkspace();
  const paths = pathsOf(workspace);
  return (
    <Page title={words('title')} lead={words('lead')}>
      <Section title={words('plans')}>
        <Part load={waitingPlans} pending={<PendingRows rows={2} />}>
          {(waiting) =>
            waiting.length === 0 ? (
              <Empty quiet>{words('noPlans')}</Empty>
            ) : (
              <InboxList
                zone={zone}
                items={waiting.map(({ run, name, standing }) => ({
                  id: run.id,
                  name,
                  detail: [
                    words('rows', { count: run.planned, reasons: run.stoppedBy.join('; ') }),
                    ...(standing === null ? [] : [standing]),
                  ].join(' '),
                  at: run.startedAt,
                  act: { text: words('look'), href: paths.syncRun(run.sync, run.id) },
                }))}
              />
            )
          }
        </Part>
      </Section>
      <Section title={words('drafts')}>
        <Part load={askedDrafts} pending={<PendingRows rows={2} />}>
          {(drafts) =>
            drafts.length === 0 ? (
              <Empty quiet>{words('noDrafts')}</Empty>
            ) : (
              drafts.map((draft) => <DraftToDecide key={draft.id} draft={draft} zone={zone} paths={paths} />)
            )
          }
        </Part>
      </Section>
      <Section title={words('rejects')}>
        <Part load={inboxRuns} pending={<PendingRows rows={2} />}>
          {({ rejected }) =>
            rejected.length === 0 ? (
              <Empty quiet>{words('noRejects')}</Empty>
            ) : (
              <InboxList
                zone={zone}
                items={rejected.map(({ run, name }) => ({
                  id: run.id,
                  name,
                  detail: words('rejected', { count: run.rejected, planned: run.planned }),
                  at: run.endedAt ?? run.startedAt,
                  act: { text: words('see'), href: paths.syncRun(run.sync, run.id, { status: 'rejected' }) },
                }))}
              />
            )
          }
        </Part>
      </Section>
      <Section title={words('reviews')}>
        <Part load={waitingReviews} pending={<PendingRows rows={1} />}>
          {(waiting) =>
            waiting === null || waiting === 0 ? (
              <Empty quiet>{words(waiting === null ? 'noFuzzy' : 'noReviews')}</Empty>
            ) : (
              <InboxList
                zone={zone}
                items={[
                  {
                    id: 'reviews',
                    name: words('pairs', { count: waiting }),
                    detail: null,
                    at: null,
                    act: { text: words('review'), href: paths.identity('review') },
                  },
                ]}
              />
            )
          }
        </Part>
      </Section>
    </Page>
  );
}
