import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { attempt } from '../../../data/problem.ts';
import { searchIndex } from '../../../data/search-index.ts';
import { workspaceSlug } from '../../../data/workspace.ts';
import { ProblemNote } from '../../../ui/notes.tsx';
import { Page } from '../../../ui/page.tsx';
import { Shell } from '../../../ui/shell/shell.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

/** The frame of every page. Without the control database there is no page to show: the frame says so itself. */
export default async function WorkspaceLayout({ params, children }: LayoutProps) {
  const { workspace } = await params;
  if (workspace !== (await workspaceSlug())) notFound();
  const index = await attempt(searchIndex, 'Nothing was changed.');
  return (
    <Shell workspace={workspace} index={index.state === 'ready' ? index.data : []}>
      {index.state === 'failed' ? (
        <Page title="Weft cannot be read just now">
          <ProblemNote problem={index.problem} />
        </Page>
      ) : (
        children
      )}
    </Shell>
  );
}
