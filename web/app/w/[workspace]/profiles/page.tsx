import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { may } from '../../../../data/authorise.ts';
import { tracesOf } from '../../../../data/identifier-traces.ts';
import { findPeople, type PeoplePage, peoplePageSize } from '../../../../data/profiles.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { getFormats } from '../../../../i18n/get-formats.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { goldenWidth } from '../../../../ui/golden-width.ts';
import { List } from '../../../../ui/list.tsx';
import { Empty, Note } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Pager } from '../../../../ui/pager.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { type ListQuery, listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Missing, Time } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles'))('title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

type PersonRow = PeoplePage['people'][number];

async function columnsOf(found: PeoplePage, paths: Paths, zone: string): Promise<TableColumn<PersonRow>[]> {
  const words = await getTranslations('profiles.list');
  return [
    {
      key: 'name',
      title: words('person'),
      clip: true,
      width: '20%',
      sortable: true,
      cell: (person) => (
        <RowLink href={paths.profile(person.weftId)} title={person.name}>
          {person.name}
        </RowLink>
      ),
    },
    ...found.columns.map(
      ({ name, title }, index): TableColumn<PersonRow> => ({
        key: name,
        title,
        clip: true,
        sortable: true,
        width: goldenWidth(name),
        from: index > 1 ? 'wide' : index > 0 ? 'roomy' : undefined,
        cell: (person) => {
          const value = person.values[name];
          return value ? <span title={value}>{value}</span> : <Missing reason={words('notKnown')} />;
        },
      }),
    ),
    {
      key: 'records',
      title: words('records'),
      align: 'end',
      sortable: true,
      width: '90px',
      cell: (person) => <Count value={person.records} href={paths.profile(person.weftId, 'identity')} />,
    },
    {
      key: 'last_seen',
      title: words('lastSeen'),
      align: 'end',
      sortable: true,
      width: '176px',
      cell: (person) => <Time at={person.lastSeen} zone={zone} />,
    },
  ];
}

interface PeopleProps {
  found: PeoplePage;
  query: ListQuery;
  paths: Paths;
  zone: string;
  mayExport: boolean;
}

const mayBeId = (q: string): boolean => /^\s*[0-9a-f-]{6,}\s*$/i.test(q);

interface TypedProps {
  q: string;
  paths: Paths;
  zone: string;
}

/** An id that was typed and whose records have become part of another person's. */
async function Joined({ q, paths, zone }: TypedProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.list');
  const { merged } = await tracesOf(q);
  if (merged === null) return null;
  const given = {
    id: `${merged.id.slice(0, 8)}…`,
    name: merged.name,
    person: (text: ReactNode) => (
      <Go key="person" href={paths.profile(merged.into)}>
        {text}
      </Go>
    ),
  };
  return (
    <Note>
      {merged.at === null
        ? words.rich('merged', given)
        : words.rich('mergedAt', { ...given, day: format.day(merged.at, zone) })}{' '}
      <Go href={paths.profile(merged.into, 'identity')}>{words('why')}</Go>
    </Note>
  );
}

/** What is known of an identifier that nobody has. */
async function NotFound({ q, paths, zone }: TypedProps) {
  const words = await getTranslations('profiles.list');
  const { rejected } = await tracesOf(q);
  return (
    <>
      <Joined q={q} paths={paths} zone={zone} />
      {rejected === 0 ? null : (
        <Note>
          {words('seenInRejects', { count: rejected })}{' '}
          <Go href={paths.syncRow({ q })}>{words('seeReject')}</Go>
        </Note>
      )}
    </>
  );
}

async function People({ found, query, paths, zone, mayExport }: PeopleProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.list');
  if (found.total === 0 && query.q === '')
    return <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>;
  if (found.total === 0) {
    return (
      <>
        <Empty detail={words('noneDetail')} action={<Go href={paths.profiles()}>{words('clear')}</Go>}>
          {words('none', { q: query.q.length > 120 ? `${query.q.slice(0, 120)}…` : query.q })}
        </Empty>
        <NotFound q={query.q} paths={paths} zone={zone} />
      </>
    );
  }
  return (
    <>
      {mayBeId(query.q) ? <Joined q={query.q} paths={paths} zone={zone} /> : null}
      <DataTable
        caption={words('caption')}
        columns={await columnsOf(found, paths, zone)}
        rows={found.people}
        rowKey={(person) => person.weftId}
        linked
        csv={mayExport ? paths.profilesExport({ q: query.q }) : undefined}
        sort={{
          by: query.sort,
          direction: query.direction,
          href: (sort, direction) => paths.profiles({ q: query.q, sort, direction }),
        }}
      />
      <Pager
        page={query.page}
        pageSize={peoplePageSize}
        total={found.total}
        noun={words('noun')}
        href={(page) => paths.profiles({ q: query.q, sort: query.sort, direction: query.direction, page })}
        aside={query.q === '' ? null : words('of', { count: format.count(found.everyone) })}
      />
    </>
  );
}

export default async function ProfilesPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const query = await listQuery(searchParams, { sort: 'last_seen', direction: 'desc' });
  const [{ zone }, refresh, mayExport] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    may('export'),
  ]);
  const paths = pathsOf(workspace);
  const words = await getTranslations('profiles');
  return (
    <Page title={words('title')} lead={words('lead')}>
      <List
        search={<SearchField label={words('search')} placeholder={words('searchHint')} />}
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        <Part load={() => findPeople(query)} pending={<PendingRows rows={12} />}>
          {(found) => <People {...{ found, query, paths, zone, mayExport }} />}
        </Part>
      </List>
    </Page>
  );
}
