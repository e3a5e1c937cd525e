import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { personTimeline } from '../../../../../../data/person-timeline.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { Chips } from '../../../../../../ui/chips.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { WhyDrawer } from '../../../../../../ui/person/why-sent.tsx';
import { listQuery } from '../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { TimelineDays } from '../../../../../../ui/timeline.tsx';
import { Dim } from '../../../../../../ui/values.tsx';
import css from './timeline-page.module.css';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles.tabs'))('timeline') };
}

interface PageProps {
  params: Promise<{ workspace: string; weftId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PersonTimeline({ params, searchParams }: PageProps) {
  const format = await getFormats();
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const paths = pathsOf(workspace);
  const words = await getTranslations('profiles.timeline');
  const { channel, before, row } = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const { zone } = await currentWorkspace();
  const here = (query: { channel?: string | null; before?: string | null; row?: string }) =>
    paths.profile(weftId, 'timeline', query);
  return (
    <>
      <Part load={() => personTimeline(weftId, { channel, before })} pending={<PendingRows rows={10} />}>
        {(timeline) => (
          <>
            <Chips
              label={words('channels')}
              chips={[
                {
                  name: words('all'),
                  count: format.count(timeline.channels.reduce((sum, one) => sum + one.events, 0)),
                  href: here({}),
                  active: channel === null,
                },
                ...timeline.channels.map((one) => ({
                  name: one.name,
                  count: format.count(one.events),
                  href: here({ channel: one.slug }),
                  active: channel === one.slug,
                })),
              ]}
            />
            {timeline.events.length === 0 && channel !== null ? (
              <Empty action={<Go href={here({})}>{words('clear')}</Go>}>{words('noneHere')}</Empty>
            ) : (
              <TimelineDays
                events={timeline.events}
                channels={timeline.channels}
                weftId={weftId}
                zone={zone}
                paths={paths}
                whyHref={(sent) => here({ channel, before, row: sent })}
              />
            )}
            <div className={css.foot}>
              <Dim>
                {words('shown', {
                  shown: format.count(timeline.events.length),
                  total: format.count(timeline.total),
                  zone,
                })}
              </Dim>
              {before === null ? null : <Go href={here({ channel })}>{words('newest')}</Go>}
              {timeline.older === null ? null : (
                <Go href={here({ channel, before: timeline.older })}>{words('older')}</Go>
              )}
            </div>
          </>
        )}
      </Part>
      <WhyDrawer row={row} closed={here({ channel, before })} weftId={weftId} paths={paths} zone={zone} />
    </>
  );
}
