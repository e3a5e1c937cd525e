import type { Metadata } from 'next';
import { type Activity, activity, type Version, versions } from '../../../../data/activity.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page, Section } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Count, Dim, Id, Missing, Time } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Activity' };

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const origins: Record<string, string> = { git: 'Git', cli: 'Command line', app: 'App' };

function Versions({ found, zone }: { found: Version[]; zone: string }) {
  if (found.length === 0) {
    return (
      <Empty detail="`./weft apply` makes the first from the workspace's files.">
        No version was applied yet.
      </Empty>
    );
  }
  return (
    <DataTable
      caption="Versions of the workspace, latest first"
      rows={found}
      rowKey={(version) => String(version.number)}
      columns={[
        { key: 'number', title: 'Version', width: '90px', cell: (version) => version.number },
        { key: 'by', title: 'By', clip: true, cell: (version) => version.appliedBy },
        {
          key: 'from',
          title: 'From',
          width: '130px',
          cell: (version) => origins[version.source] ?? version.source,
        },
        {
          key: 'commit',
          title: 'Commit',
          width: '110px',
          from: 'roomy',
          cell: (version) =>
            version.commit === null ? (
              <Missing reason="Not from a commit" />
            ) : (
              <Id>{version.commit.slice(0, 7)}</Id>
            ),
        },
        {
          key: 'added',
          title: 'Added',
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.added} />,
        },
        {
          key: 'changed',
          title: 'Changed',
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.changed} />,
        },
        {
          key: 'removed',
          title: 'Removed',
          align: 'end',
          width: '80px',
          cell: (one) => <Count value={one.summary.removed} />,
        },
        {
          key: 'at',
          title: 'Applied',
          align: 'end',
          width: '200px',
          cell: (version) => <Time at={version.appliedAt} zone={zone} />,
        },
      ]}
    />
  );
}

function Entries({ entries, zone }: { entries: Activity[]; zone: string }) {
  if (entries.length === 0) return <Empty>Nothing has been done yet.</Empty>;
  return (
    <DataTable
      caption="Who did what, latest first"
      rows={entries}
      rowKey={(entry) => String(entry.id)}
      columns={[
        { key: 'actor', title: 'Who', width: '16%', clip: true, cell: (entry) => entry.actor },
        { key: 'action', title: 'What', width: '180px', cell: (entry) => <Id>{entry.action}</Id> },
        {
          key: 'subject',
          title: 'To what',
          clip: true,
          cell: (entry) => <span title={entry.subject}>{entry.subject}</span>,
        },
        {
          key: 'detail',
          title: 'Detail',
          clip: true,
          from: 'roomy',
          cell: (entry) =>
            entry.detail === '' ? <Dim>–</Dim> : <span title={entry.detail}>{entry.detail}</span>,
        },
        {
          key: 'at',
          title: 'When',
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
  const { before } = await searchParams;
  const from = typeof before === 'string' && /^\d{1,15}$/.test(before) ? Number(before) : null;
  const { zone } = await currentWorkspace();
  const paths = pathsOf(workspace);
  return (
    <Page title="Activity" lead="Who changed what, and every version of the workspace.">
      <Section title="Audit log">
        <Part load={() => activity(from)} pending={<PendingRows rows={8} />}>
          {({ entries, next }) => (
            <>
              <Entries entries={entries} zone={zone} />
              {from === null && next === null ? null : (
                <p>
                  {from === null ? null : <Go href={paths.activity()}>Latest</Go>}{' '}
                  {next === null ? null : <Go href={paths.activity({ before: next })}>Earlier</Go>}
                </p>
              )}
            </>
          )}
        </Part>
      </Section>
      <Section title="Versions">
        <Part load={versions} pending={<PendingRows rows={4} />}>
          {(found) => <Versions found={found} zone={zone} />}
        </Part>
      </Section>
    </Page>
  );
}
