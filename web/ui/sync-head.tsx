import type { ReactNode } from 'react';
import { runSyncNow } from '../data/actions/start-sync.ts';
import { may } from '../data/authorise.ts';
import type { SyncSummary } from '../data/syncs.ts';
import { ActionForm } from './action-form.tsx';
import { Go } from './go.tsx';
import { Page } from './page.tsx';
import type { Paths } from './paths.ts';
import { Tabs } from './tabs.tsx';

/** A sync's page: what it sends where and when, and the button that runs it. */
export async function SyncPage({
  sync,
  paths,
  actions,
  children,
}: {
  sync: SyncSummary;
  paths: Paths;
  /** In place of the button that runs it. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const mayRun = await may('sync.run');
  const from =
    sync.from.kind === 'segment' ? (
      <Go href={paths.segment(sync.from.slug)}>{sync.from.name}</Go>
    ) : (
      sync.from.name
    );
  return (
    <Page
      title={sync.name}
      lead={
        <>
          {sync.description ? <>{sync.description} </> : null}
          {from} → <Go href={paths.destinations}>{sync.destination.name}</Go>. {sync.mode.long}{' '}
          {sync.paused ? 'Paused.' : `${sync.when}.`}
        </>
      }
      actions={
        actions === undefined && mayRun ? (
          <ActionForm action={runSyncNow} label="Run now" icon="run" fields={{ sync: sync.slug }} filled />
        ) : (
          actions
        )
      }
    >
      <Tabs
        label="Sync"
        tabs={[
          { name: 'Runs', href: paths.sync(sync.slug) },
          { name: 'Preview', href: paths.sync(sync.slug, 'preview') },
          { name: 'Mapping', href: paths.sync(sync.slug, 'mapping') },
        ]}
      />
      {children}
    </Page>
  );
}
