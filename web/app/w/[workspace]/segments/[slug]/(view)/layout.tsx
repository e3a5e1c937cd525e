import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { lastRefresh } from '../../../../../../data/runs.ts';
import { segmentDefinition, segmentSizes } from '../../../../../../data/segments.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { formatShare } from '../../../../../../ui/format.ts';
import { Page } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { PendingTiles } from '../../../../../../ui/skeletons.tsx';
import { Tabs } from '../../../../../../ui/tabs.tsx';
import { AsOf, Count, Missing, Tile, Tiles } from '../../../../../../ui/values.tsx';

interface LayoutProps {
  params: Promise<{ workspace: string; slug: string }>;
  children: ReactNode;
}

/** A segment: its size above its tabs. */
export default async function SegmentLayout({ params, children }: LayoutProps) {
  const { workspace, slug } = await params;
  const [segment, { zone }, refresh] = await Promise.all([
    segmentDefinition(slug),
    currentWorkspace(),
    lastRefresh(),
  ]);
  if (segment === null) notFound();
  const paths = pathsOf(workspace);
  return (
    <Page
      title={segment.name}
      lead={
        <>
          {segment.description} <AsOf at={refresh?.endedAt ?? null} zone={zone} begins />
        </>
      }
    >
      <Part load={segmentSizes} pending={<PendingTiles />}>
        {(sizes) => {
          const counted = sizes.get(slug);
          return (
            <Tiles>
              <Tile
                label="People"
                value={<Count value={counted?.size ?? null} />}
                note={counted ? `${formatShare(counted.size, sizes.everyone)} of everyone` : null}
                href={paths.segment(slug, 'members')}
              />
              <Tile
                label="Entered in the last refresh"
                value={
                  counted?.entered == null ? (
                    <Missing reason="No refresh yet" />
                  ) : (
                    <Count value={counted.entered} />
                  )
                }
                href={paths.segment(slug, 'history')}
              />
              <Tile
                label="Left in the last refresh"
                value={
                  counted?.left == null ? <Missing reason="No refresh yet" /> : <Count value={counted.left} />
                }
                href={paths.segment(slug, 'history')}
              />
            </Tiles>
          );
        }}
      </Part>
      <Tabs
        label="Segment"
        tabs={[
          { name: 'Definition', href: paths.segment(slug) },
          { name: 'Members', href: paths.segment(slug, 'members') },
          { name: 'History', href: paths.segment(slug, 'history') },
          { name: 'Used by', href: paths.segment(slug, 'used-by'), count: String(segment.usedBy.length) },
        ]}
      />
      {children}
    </Page>
  );
}
