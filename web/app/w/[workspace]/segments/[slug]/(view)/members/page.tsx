import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import {
  type MembersPage,
  membersPageSize,
  segmentMembers,
} from '../../../../../../../data/segment-members.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { DataTable, RowLink } from '../../../../../../../ui/data-table.tsx';
import { goldenWidth } from '../../../../../../../ui/golden-width.ts';
import { Empty } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { Pager } from '../../../../../../../ui/pager.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../../ui/paths.ts';
import { type ListQuery, listQuery } from '../../../../../../../ui/query.ts';
import { PendingRows } from '../../../../../../../ui/skeletons.tsx';
import { Missing, Time } from '../../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.meta');
  return { title: words('members') };
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface MembersProps {
  page: MembersPage;
  query: ListQuery;
  slug: string;
  paths: Paths;
  zone: string;
}

async function Members({ page, query, slug, paths, zone }: MembersProps) {
  const words = await getTranslations('segments.members');
  if (page.total === 0) return <Empty>{words('nobody')}</Empty>;
  return (
    <>
      <DataTable
        caption={words('title')}
        rows={page.members}
        rowKey={(member) => member.weftId}
        linked
        sort={{
          by: query.sort,
          direction: query.direction,
          href: (sort, direction) => paths.segment(slug, 'members', { sort, direction }),
        }}
        columns={[
          {
            key: 'name',
            title: words('person'),
            clip: true,
            width: '20%',
            sortable: true,
            cell: (member) => (
              <RowLink href={paths.profile(member.weftId)} title={member.name}>
                {member.name}
              </RowLink>
            ),
          },
          ...page.columns.map(({ name, title }, place) => ({
            key: name,
            title,
            clip: true,
            sortable: true,
            width: goldenWidth(name),
            from: place > 1 ? ('wide' as const) : place > 0 ? ('roomy' as const) : undefined,
            cell: (member: MembersPage['members'][number]) => {
              const value = member.values[name];
              return value ? <span title={value}>{value}</span> : <Missing reason={words('notKnown')} />;
            },
          })),
          {
            key: 'entered_at',
            title: words('entered'),
            align: 'end',
            width: '200px',
            sortable: true,
            cell: (member) => <Time at={member.enteredAt} zone={zone} />,
          },
        ]}
      />
      <Pager
        page={query.page}
        pageSize={membersPageSize}
        total={page.total}
        noun={words('noun')}
        href={(to) =>
          paths.segment(slug, 'members', { sort: query.sort, direction: query.direction, page: to })
        }
      />
    </>
  );
}

export default async function SegmentMembersPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const query = await listQuery(searchParams, { sort: 'entered_at', direction: 'desc' });
  const words = await getTranslations('segments.members');
  const { zone } = await currentWorkspace();
  const paths = pathsOf(workspace);
  return (
    <Section
      title={words('title')}
      aside={
        <Button
          component="a"
          href={paths.segmentExport(slug)}
          download
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
        >
          {words('export')}
        </Button>
      }
    >
      <Part load={() => segmentMembers(slug, query)} pending={<PendingRows rows={12} />}>
        {(page) => <Members page={page} query={query} slug={slug} paths={paths} zone={zone} />}
      </Part>
    </Section>
  );
}
