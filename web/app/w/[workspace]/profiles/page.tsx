import type { Metadata } from 'next';
import { findPeople, type PeoplePage, peoplePageSize } from '../../../../data/profiles.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { goldenWidth } from '../../../../ui/golden-width.ts';
import { List } from '../../../../ui/list.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Pager } from '../../../../ui/pager.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { type ListQuery, listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Missing, Time } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Profiles' };

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

type PersonRow = PeoplePage['people'][number];

function columnsOf(found: PeoplePage, paths: Paths, zone: string): TableColumn<PersonRow>[] {
  return [
    {
      key: 'name',
      title: 'Person',
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
          return value ? <span title={value}>{value}</span> : <Missing reason="Not known" />;
        },
      }),
    ),
    {
      key: 'records',
      title: 'Records',
      align: 'end',
      sortable: true,
      width: '90px',
      cell: (person) => <Count value={person.records} href={paths.profile(person.weftId, 'identity')} />,
    },
    {
      key: 'last_seen',
      title: 'Last seen',
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
}

function People({ found, query, paths, zone }: PeopleProps) {
  if (found.total === 0 && query.q !== '') {
    return (
      <Empty
        detail="Searched names, e-mail addresses, ids and every identifier, normalised as the records were."
        action={<Go href={paths.profiles()}>Clear the search</Go>}
      >
        No person matches “{query.q}”.
      </Empty>
    );
  }
  if (found.total === 0) {
    return <Empty detail="Records become people at a refresh.">No source has a record yet.</Empty>;
  }
  return (
    <>
      <DataTable
        caption="People"
        columns={columnsOf(found, paths, zone)}
        rows={found.people}
        rowKey={(person) => person.weftId}
        linked
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
        noun="people"
        href={(page) => paths.profiles({ q: query.q, sort: query.sort, direction: query.direction, page })}
        aside={query.q === '' ? null : `of ${found.everyone.toLocaleString('en-US')} in all`}
      />
    </>
  );
}

export default async function ProfilesPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const query = await listQuery(searchParams, { sort: 'last_seen', direction: 'desc' });
  const [{ zone }, refresh] = await Promise.all([currentWorkspace(), lastRefresh()]);
  const paths = pathsOf(workspace);
  return (
    <Page title="Profiles" lead="Everyone your sources know, each as one person.">
      <List
        search={<SearchField label="Search people" placeholder="E-mail, phone, id or name" />}
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        <Part load={() => findPeople(query)} pending={<PendingRows rows={12} />}>
          {(found) => <People found={found} query={query} paths={paths} zone={zone} />}
        </Part>
      </List>
    </Page>
  );
}
