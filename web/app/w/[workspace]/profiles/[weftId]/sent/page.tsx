import type { Metadata } from 'next';
import { personSent, type SentRow } from '../../../../../../data/person-sent.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Operation } from '../../../../../../ui/operation.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { RunStatus } from '../../../../../../ui/run-status.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Dim, Id, Time } from '../../../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Sent' };

function SentRows({ sent, zone, paths }: { sent: SentRow[]; zone: string; paths: Paths }) {
  if (sent.length === 0) {
    return (
      <Empty detail="Syncs send those whose segment or table they read; what became of each row stands here.">
        No sync has handled a row of this person.
      </Empty>
    );
  }
  return (
    <DataTable
      caption="What syncs did with this person"
      rows={sent}
      rowKey={(row) => `${row.runId}/${row.sync}/${row.key}`}
      columns={[
        {
          key: 'sync',
          title: 'Sync',
          clip: true,
          cell: (row) => <Go href={paths.syncRun(row.sync, row.runId, { row: row.key })}>{row.syncName}</Go>,
        },
        {
          key: 'operation',
          title: 'Operation',
          width: '110px',
          cell: (row) => <Operation name={row.operation} />,
        },
        {
          key: 'key',
          title: 'Key',
          clip: true,
          from: 'roomy',
          cell: (row) => (
            <Go href={paths.syncRow({ q: row.key })} title={row.key}>
              <Id>{row.key}</Id>
            </Go>
          ),
        },
        {
          key: 'status',
          title: 'Outcome',
          width: '120px',
          cell: (row) => <RunStatus status={row.status} />,
        },
        {
          key: 'reason',
          title: 'Reason',
          clip: true,
          cell: (row) => (row.reason === null ? <Dim>–</Dim> : <span title={row.reason}>{row.reason}</span>),
        },
        {
          key: 'at',
          title: 'When',
          align: 'end',
          width: '190px',
          cell: (row) => <Time at={row.at} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function PersonSentPage({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId } = await params;
  const { zone } = await currentWorkspace();
  return (
    <Section title="Rows sent">
      <Part load={() => personSent(decodeURIComponent(weftId))} pending={<PendingRows rows={6} />}>
        {(sent) => <SentRows sent={sent} zone={zone} paths={pathsOf(workspace)} />}
      </Part>
    </Section>
  );
}
