import type { ReactNode } from 'react';
import { lastRefresh } from '../../../../../data/runs.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { Tabs } from '../../../../../ui/tabs.tsx';
import { AsOf } from '../../../../../ui/values.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function IdentityTabsLayout({ params, children }: LayoutProps) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const [{ zone }, refresh] = await Promise.all([currentWorkspace(), lastRefresh()]);
  return (
    <Page
      title="Identity"
      lead={
        <>
          Which records are one person, and by what. <AsOf at={refresh?.endedAt ?? null} zone={zone} begins />
        </>
      }
    >
      <Tabs
        label="Identity"
        tabs={[
          { name: 'Summary', href: paths.identity() },
          { name: 'Rules', href: paths.identity('rules') },
          { name: 'Held back', href: paths.identity('held-back') },
        ]}
      />
      {children}
    </Page>
  );
}
