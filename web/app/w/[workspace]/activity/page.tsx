import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { type Activity, activity, type Version, versions } from '../../../../data/activity.ts';
import { may } from '../../../../data/authorise.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { List } from '../../../../ui/list.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Count, Dim, Id, Missing, Time } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('activity'))('title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const isOrigin = (text: string): text is 'git' | 'cli' | 'app' => ['git', 'cli', 'app'].includes(text);

async function Versions({ found, zone }: { found: Version[]; zone: string }) {
  const words = await getTranslations('activity');
  if (found.length === 0) return <Empty detail={words('noVersionHow')}>{words('noVersion')}</Empty>;
  return (
    <DataTable
      caption={words('versionsCaption')}
      rows={found}
      rowKey={(version) => String(version.number)}
      columns={[
        { key: 'number', title: words('version'), width: '90px', cell: (version) => version.number },
        { key: 'by', title: words('by'), clip: true, cell: (version) => version.appliedBy },
        {
          key: 'from',
          title: words('from'),
          width: '130px',
          cell: (version) => (isOrigin(version.source) ? words(version.source) : version.source),
        },
        {
          key: 'commit',
          title: words('commit'),
          width: '110px',
          from: 'roomy',
          cell: (version) =>
            version.commit === null ? (
              <Missing reason={words('noCommit')} />
            ) : (
              <Id>{version.commit.slice(0, 7)}</Id>
            ),
        },
        {
          key: 'added',
          title: words('added'),
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.added} />,
        },
        {
          key: 'changed',
          title: words('changed'),
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.changed} />,
        },
        {
          key: 'removed',
          title: words('removed'),
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.removed} />,
        },
        {
          key: 'at',
          title: words('applied'),
          align: 'end',
          width: '200px',
          cell: (version) => <Time at={version.appliedAt} zone={zone} />,
        },
      ]}
    />
  );
}

async function Entries({
  entries,
  zone,
  matching,
  all,
}: {
  entries: Activity[];
  zone: string;
  matching: string;
  /** The address of the list without its search. */
  all: string;
}) {
  const words = await getTranslations('activity');
  if (entries.length === 0 && matching !== '') {
    return (
      <Empty action={<Go href={all}>{words('clear')}</Go>}>{words('nothingOf', { text: matching })}</Empty>
    );
  }
  if (entries.length === 0) return <Empty>{words('nothing')}</Empty>;
  return (
    <DataTable
      caption={words('caption')}
      rows={entries}
      rowKey={(entry) => String(entry.id)}
      columns={[
        { key: 'actor', title: words('who'), width: '16%', clip: true, cell: (entry) => entry.actor },
        { key: 'action', title: words('what'), width: '180px', cell: (entry) => <Id>{entry.action}</Id> },
        {
          key: 'subject',
          title: words('toWhat'),
          clip: true,
          cell: (entry) => <span title={entry.subject}>{entry.subject}</span>,
        },
        {
          key: 'detail',
          title: words('detail'),
          clip: true,
          from: 'roomy',
          cell: (entry) =>
            entry.detail === '' ? <Dim>–</Dim> : <span title={entry.detail}>{entry.detail}</span>,
        },
        {
          key: 'at',
          title: words('when'),
          align: 'end',
          width: '200px',
          cell: (entry) => <Time at={entry.at} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function ActivityPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const words = await getTranslations('activity');
  const { before } = await searchParams;
  const { q } = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const from = typeof before === 'string' && /^\d{1,15}$/.test(before) ? Number(before) : null;
  const [{ zone }, mayExport] = await Promise.all([currentWorkspace(), may('export')]);
  const paths = pathsOf(workspace);
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={
        <>
          {mayExport ? <a href={paths.activityExport({ q })}>{words('csv')}</a> : null}
          <a href={paths.patch()} download>
            {words('patch')}
          </a>
        </>
      }
    >
      <Section title={words('audit')}>
        <List search={<SearchField label={words('search')} placeholder={words('searchHint')} />}>
          <Part load={() => activity(from, q)} pending={<PendingRows rows={8} />}>
            {({ entries, next }) => (
              <>
                <Entries entries={entries} zone={zone} matching={q} all={paths.activity()} />
                {from === null && next === null ? null : (
                  <p>
                    {from === null ? null : <Go href={paths.activity({ q })}>{words('latest')}</Go>}{' '}
                    {next === null ? null : (
                      <Go href={paths.activity({ q, before: next })}>{words('earlier')}</Go>
                    )}
                  </p>
                )}
              </>
            )}
          </Part>
        </List>
      </Section>
      <Section title={words('versions')}>
        <Part load={versions} pending={<PendingRows rows={4} />}>
          {(found) => <Versions found={found} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
