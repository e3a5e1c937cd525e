import type { Metadata } from 'next';
import {
  type Cause,
  causes,
  type HistoryPoint,
  segmentHistory,
} from '../../../../../../../data/segment-history.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { HistoryChart } from '../../../../../../../ui/charts/history-chart-loader.tsx';
import { DataTable, type TableColumn } from '../../../../../../../ui/data-table.tsx';
import { formatSigned, formatTime } from '../../../../../../../ui/format.ts';
import { Empty, Note } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { PendingBlock } from '../../../../../../../ui/skeletons.tsx';
import { Count, Dim, Time } from '../../../../../../../ui/values.tsx';
import { causeWords } from '../../../../../../../words/identity-words.ts';

export const metadata: Metadata = { title: 'History of a segment' };

function causeColumn(cause: Cause): TableColumn<HistoryPoint> {
  return {
    key: cause,
    title: causeWords[cause] ?? cause,
    align: 'end',
    width: '140px',
    from: 'roomy',
    cell: (point) => {
      const { entered, left } = point.byCause[cause];
      if (entered === 0 && left === 0) return <Dim>–</Dim>;
      return `${formatSigned(entered)} / ${formatSigned(-left)}`;
    },
  };
}

function History({ points, zone }: { points: HistoryPoint[]; zone: string }) {
  if (points.length === 0) {
    return (
      <Empty detail="Each refresh writes who entered and who left, and why.">
        Nobody has entered or left yet.
      </Empty>
    );
  }
  return (
    <>
      {points.length > 1 ? (
        <HistoryChart
          points={points.map((point) => ({
            at: formatTime(point.at, zone),
            People: point.members,
            Entered: point.entered,
            Left: -point.left,
          }))}
        />
      ) : (
        <Note>One refresh has changed this segment so far; the chart begins with the second.</Note>
      )}
      <DataTable
        caption="Changes of this segment, latest first"
        rows={points.toReversed()}
        rowKey={(point) => point.at}
        columns={[
          { key: 'at', title: 'Refresh', cell: (point) => <Time at={point.at} zone={zone} full /> },
          {
            key: 'entered',
            title: 'Entered',
            align: 'end',
            width: '110px',
            cell: (point) => formatSigned(point.entered),
          },
          {
            key: 'left',
            title: 'Left',
            align: 'end',
            width: '110px',
            cell: (point) => formatSigned(-point.left),
          },
          ...causes.map(causeColumn),
          {
            key: 'members',
            title: 'People after',
            align: 'end',
            width: '130px',
            cell: (point) => <Count value={point.members} />,
          },
        ]}
      />
      <Note>
        Entered and left by cause: data is what people did or became, definition a change of the conditions,
        identity a change of who is one person.
      </Note>
    </>
  );
}

export default async function SegmentHistoryPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const { zone } = await currentWorkspace();
  return (
    <Section title="Size over time">
      <Part load={() => segmentHistory(slug)} pending={<PendingBlock height={320} />}>
        {(points) => <History points={points} zone={zone} />}
      </Part>
    </Section>
  );
}
