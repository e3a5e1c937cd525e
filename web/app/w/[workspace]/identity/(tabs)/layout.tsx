import { getTranslations } from 'next-intl/server';
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
  const [{ zone }, refresh, words] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    getTranslations('identity'),
  ]);
  return (
    <Page
      title={words('title')}
      lead={
        <>
          {words('lead')} <AsOf at={refresh?.endedAt ?? null} zone={zone} begins />
        </>
      }
    >
      <Tabs
        label={words('title')}
        tabs={[
          { name: words('tabs.summary'), href: paths.identity('summary') },
          { name: words('tabs.rules'), href: paths.identity('rules') },
          { name: words('tabs.plans'), href: paths.identity('plans') },
          { name: words('tabs.review'), href: paths.identity('review') },
          { name: words('tabs.heldBack'), href: paths.identity('held-back') },
          { name: words('tabs.audit'), href: paths.identity('audit') },
        ]}
      />
      {children}
    </Page>
  );
}
