import type { Metadata } from 'next';
import { personTimeline, timelinePageSize } from '../../../../../../data/person-timeline.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { Chips } from '../../../../../../ui/chips.tsx';
import { formatCount } from '../../../../../../ui/format.ts';
import { Pager } from '../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { listQuery } from '../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { TimelineDays } from '../../../../../../ui/timeline.tsx';

export const metadata: Metadata = { title: 'Timeline' };

interface PageProps {
  params: Promise<{ workspace: string; weftId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PersonTimeline({ params, searchParams }: PageProps) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const query = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const { zone } = await currentWorkspace();
  return (
    <Part
      load={() => personTimeline(weftId, { channel: query.channel, page: query.page })}
      pending={<PendingRows rows={10} />}
    >
      {(timeline) => (
        <>
          <Chips
            label="Channels"
            chips={[
              {
                name: 'All',
                count: formatCount(timeline.channels.reduce((sum, channel) => sum + channel.events, 0)),
                href: paths.profile(weftId, 'timeline'),
                active: query.channel === null,
              },
              ...timeline.channels.map((channel) => ({
                name: channel.name,
                count: formatCount(channel.events),
                href: paths.profile(weftId, 'timeline', { channel: channel.slug }),
                active: query.channel === channel.slug,
              })),
            ]}
          />
          <TimelineDays timeline={timeline} zone={zone} paths={paths} />
          <Pager
            page={query.page}
            pageSize={timelinePageSize}
            total={timeline.total}
            noun="events"
            href={(page) => paths.profile(weftId, 'timeline', { channel: query.channel, page })}
            aside={`days and times in ${zone}`}
          />
        </>
      )}
    </Part>
  );
}
