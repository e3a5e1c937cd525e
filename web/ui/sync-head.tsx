import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { runSyncNow } from '../data/actions/start-sync.ts';
import { may } from '../data/authorise.ts';
import { resourceState } from '../data/resource-state.ts';
import { type SyncSummary, syncsAfter } from '../data/syncs.ts';
import { ActionForm } from './action-form.tsx';
import { Go } from './go.tsx';
import { GoButton } from './go-button.tsx';
import { Page } from './page.tsx';
import type { Paths } from './paths.ts';
import { SyncMenu } from './sync-menu.tsx';
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
  const [mayRun, mayEdit, state, followers, words, runs] = await Promise.all([
    may('sync.run'),
    may('sync.edit'),
    resourceState('sync', sync.slug),
    syncsAfter(sync.slug),
    getTranslations('syncs'),
    getTranslations('runs.head'),
  ]);
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
          {sync.paused ? runs('paused') : `${sync.when}.`}
        </>
      }
      actions={
        <>
          {actions === undefined && mayRun ? (
            <ActionForm
              action={runSyncNow}
              label={words('runNow')}
              icon="run"
              fields={{ sync: sync.slug }}
              filled
            />
          ) : (
            actions
          )}
          {mayEdit ? <GoButton href={paths.editSync(sync.slug)}>{words('editShort')}</GoButton> : null}
          {state === null ? null : (
            <SyncMenu
              name={sync.name}
              spec={state.resource}
              version={state.version}
              managed={state.managedBy !== 'app'}
              yaml={state.yaml}
              editable={state.editable}
              duplicate={paths.newSync({ copy: sync.slug })}
              after={paths.syncs()}
              usedBy={followers.map((one) => ({ name: one.name, href: paths.sync(one.slug) }))}
            />
          )}
        </>
      }
    >
      <Tabs
        label={runs('tabs')}
        tabs={[
          { name: runs('runs'), href: paths.sync(sync.slug) },
          { name: runs('preview'), href: paths.sync(sync.slug, 'preview') },
          { name: runs('mapping'), href: paths.sync(sync.slug, 'mapping') },
        ]}
      />
      {children}
    </Page>
  );
}
