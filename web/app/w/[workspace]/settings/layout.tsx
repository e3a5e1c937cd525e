import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { mayEditPeople } from '../../../../data/people.ts';
import { Words } from '../../../../i18n/words.tsx';
import { Page } from '../../../../ui/page.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { Tabs } from '../../../../ui/tabs.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

interface LayoutProps {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}

export default async function SettingsLayout({ params, children }: LayoutProps) {
  const { workspace } = await params;
  const words = await getTranslations('settings');
  const tabs = (await mayEditPeople())
    ? (['account', 'people', 'keys', 'sign-on'] as const)
    : (['account', 'people'] as const);
  return (
    <Words areas={['settings', 'shell']}>
      <Page title={words('title')} lead={words('lead')}>
        <Tabs
          label={words('title')}
          tabs={tabs.map((tab) => ({ name: words(`tabs.${tab}`), href: pathsOf(workspace).settings(tab) }))}
        />
        {children}
      </Page>
    </Words>
  );
}
