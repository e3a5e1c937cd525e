import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { currentActor } from '../../../data/authorise.ts';
import { attempt } from '../../../data/problem.ts';
import { searchIndex } from '../../../data/search-index.ts';
import { workspaceSlug } from '../../../data/workspace.ts';
import { requestLocale } from '../../../i18n/request-locale.ts';
import { Words } from '../../../i18n/words.tsx';
import { ProblemNote } from '../../../ui/notes.tsx';
import { Page } from '../../../ui/page.tsx';
import { Shell } from '../../../ui/shell/shell.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

/** Whoever may not see this page goes where they are told why: to the set-up, to the sign-in, or that nobody let them in. */
async function turnAway(): Promise<never> {
  const asked = (await headers()).get('x-weft-path') ?? '/';
  redirect(`/no-access?next=${encodeURIComponent(asked)}`);
}

/** The frame of every page. Without the control database there is no page to show: the frame says so itself. */
export default async function WorkspaceLayout({ params, children }: LayoutProps) {
  const words = await getTranslations('shell');
  const { workspace } = await params;
  if (workspace !== (await workspaceSlug())) notFound();
  const actor = await attempt(async () => (await currentActor()) ?? (await turnAway()));
  const index = await attempt(searchIndex, 'nothingChanged');
  const account =
    actor.state === 'ready'
      ? { name: actor.data.fullName, email: actor.data.name, role: actor.data.role }
      : null;
  return (
    <Words areas={['shell', 'tour']}>
      <Shell
        workspace={workspace}
        index={index.state === 'ready' ? index.data : []}
        account={account}
        locale={await requestLocale()}
      >
        {index.state === 'failed' ? (
          <Page title={words('unreadable')}>
            <ProblemNote problem={index.problem} />
          </Page>
        ) : (
          children
        )}
      </Shell>
    </Words>
  );
}
