import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { personSent, type SentRow } from '../../../../../../data/person-sent.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Operation } from '../../../../../../ui/operation.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { sentRow } from '../../../../../../ui/person/sent-row.ts';
import { WhyDrawer } from '../../../../../../ui/person/why-sent.tsx';
import { listQuery } from '../../../../../../ui/query.ts';
import { RunStatus } from '../../../../../../ui/run-status.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Dim, Id, Masked, Time } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles.tabs'))('sent') };
}

interface SentRowsProps {
  sent: SentRow[];
  weftId: string;
  zone: string;
  paths: Paths;
}

async function SentRows({ sent, weftId, zone, paths }: SentRowsProps) {
  const words = await getTranslations('profiles.sent');
  const timeline = await getTranslations('profiles.timeline');
  if (sent.length === 0) return <Empty detail={words('noneDetail')}>{words('none')}</Empty>;
  return (
    <DataTable
      caption={words('caption')}
      rows={sent}
      rowKey={(row, place) => `${row.runId}/${row.sync}/${place}`}
      columns={[
        {
          key: 'sync',
          title: words('sync'),
          clip: true,
          cell: (row) => (
            <Go href={paths.syncRun(row.sync, row.runId, { row: row.key })} title={row.syncName}>
              {row.syncName}
            </Go>
          ),
        },
        {
          key: 'operation',
          title: words('operation'),
          width: '110px',
          cell: (row) => <Operation name={row.operation} />,
        },
        {
          key: 'key',
          title: words('key'),
          clip: true,
          from: 'roomy',
          cell: (row) =>
            row.key === null ? (
              <Masked />
            ) : (
              <Go href={paths.syncRow({ q: row.key })} title={row.key}>
                <Id>{row.key}</Id>
              </Go>
            ),
        },
        {
          key: 'status',
          title: words('outcome'),
          width: '120px',
          cell: (row) => <RunStatus status={row.status} />,
        },
        {
          key: 'reason',
          title: words('reason'),
          clip: true,
          from: 'wide',
          cell: (row) => (row.reason === null ? <Dim>–</Dim> : <span title={row.reason}>{row.reason}</span>),
        },
        {
          key: 'at',
          title: words('when'),
          align: 'end',
          width: '176px',
          cell: (row) => <Time at={row.at} zone={zone} />,
        },
        {
          key: 'why',
          title: words('why'),
          width: '190px',
          cell: (row) => (
            <Go
              href={paths.profile(weftId, 'sent', { row: sentRow({ run: row.runId, sync: row.sync }) })}
              scroll={false}
            >
              {timeline('why')}
            </Go>
          ),
        },
      ]}
    />
  );
}

interface PageProps {
  params: Promise<{ workspace: string; weftId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PersonSentPage({ params, searchParams }: PageProps) {
  const { workspace, weftId: encoded } = await params;
  const weftId = decodeURIComponent(encoded);
  const words = await getTranslations('profiles.sent');
  const { zone } = await currentWorkspace();
  const { row } = await listQuery(searchParams, { sort: 'at', direction: 'desc' });
  const given = { weftId, zone, paths: pathsOf(workspace) };
  return (
    <Section title={words('title')}>
      <Part load={() => personSent(weftId)} pending={<PendingRows rows={6} />}>
        {(sent) => <SentRows sent={sent} {...given} />}
      </Part>
      <WhyDrawer row={row} closed={given.paths.profile(weftId, 'sent')} {...given} />
    </Section>
  );
}
