import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { resourceState } from '../../../../../../data/resource-state.ts';
import { lastRefresh } from '../../../../../../data/runs.ts';
import { segmentDefinition, segmentSizes } from '../../../../../../data/segments.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { GoButton } from '../../../../../../ui/go-button.tsx';
import { Page } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pagesOfUses, pathsOf } from '../../../../../../ui/paths.ts';
import { SegmentActions } from '../../../../../../ui/segments/segment-actions.tsx';
import { PendingTiles } from '../../../../../../ui/skeletons.tsx';
import { Tabs } from '../../../../../../ui/tabs.tsx';
import { AsOf, Count, Missing, Tile, Tiles } from '../../../../../../ui/values.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string; slug: string }>;
  children: ReactNode;
}

/** A segment: its size above its tabs. */
export default async function SegmentLayout({ params, children }: LayoutProps) {
  const format = await getFormats();
  const { workspace, slug } = await params;
  const words = await getTranslations('segments.page');
  const [segment, state, { zone }, refresh] = await Promise.all([
    segmentDefinition(slug),
    resourceState('segment', slug),
    currentWorkspace(),
    lastRefresh(),
  ]);
  if (segment === null || state === null) notFound();
  const paths = pathsOf(workspace);
  const { editable, version, managedBy, yaml, resource: spec } = state;
  const kept = [segment.folder, segment.tags.length > 0 ? segment.tags.join(', ') : null, segment.owner];
  return (
    <Page
      title={segment.name}
      lead={
        <>
          {segment.description} <AsOf at={refresh?.endedAt ?? null} zone={zone} begins />
          {kept.some((one) => one !== null) ? (
            <div>{kept.filter((one) => one !== null).join(' · ')}</div>
          ) : null}
        </>
      }
      actions={
        <>
          {editable ? (
            <GoButton href={paths.segment(slug, 'edit')} filled>
              {words('edit')}
            </GoButton>
          ) : null}
          <SegmentActions
            {...{ workspace, slug, yaml }}
            name={segment.name}
            mayEdit={editable}
            deletable={{
              ...{ spec, version, managed: managedBy !== 'app' },
              usedBy: pagesOfUses(paths, segment.usedBy),
            }}
          />
        </>
      }
    >
      <Part load={segmentSizes} pending={<PendingTiles />}>
        {(sizes) => {
          const counted = sizes.get(slug);
          return (
            <Tiles>
              <Tile
                label={words('people')}
                value={<Count value={counted?.size ?? null} reason={words('notComputed')} />}
                note={
                  counted ? words('ofEveryone', { share: format.share(counted.size, sizes.everyone) }) : null
                }
                href={paths.segment(slug, 'members')}
              />
              <Tile
                label={words('entered')}
                value={
                  counted?.entered == null ? (
                    <Missing reason={words('noRefresh')} />
                  ) : (
                    <Count value={counted.entered} />
                  )
                }
                href={paths.segment(slug, 'history')}
              />
              <Tile
                label={words('left')}
                value={
                  counted?.left == null ? (
                    <Missing reason={words('noRefresh')} />
                  ) : (
                    <Count value={counted.left} />
                  )
                }
                href={paths.segment(slug, 'history')}
              />
            </Tiles>
          );
        }}
      </Part>
      <Tabs
        label={words('tabs')}
        tabs={[
          { name: words('definition'), href: paths.segment(slug) },
          { name: words('members'), href: paths.segment(slug, 'members') },
          { name: words('history'), href: paths.segment(slug, 'history') },
          { name: words('versions'), href: paths.segment(slug, 'versions') },
          {
            name: words('usedBy'),
            href: paths.segment(slug, 'used-by'),
            count: String(segment.usedBy.length),
          },
        ]}
      />
      {children}
    </Page>
  );
}
