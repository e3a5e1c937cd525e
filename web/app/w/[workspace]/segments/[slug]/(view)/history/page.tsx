import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import {
  type Cause,
  causes,
  type HistoryPoint,
  segmentHistory,
} from '../../../../../../../data/segment-history.ts';
import { currentWorkspace } from '../../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../../i18n/get-formats.ts';
import { RefreshChart } from '../../../../../../../ui/charts/refresh-chart-loader.tsx';
import { DataTable, type TableColumn } from '../../../../../../../ui/data-table.tsx';
import type { Formats } from '../../../../../../../ui/format.ts';
import { Empty, Note } from '../../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../../ui/page.tsx';
import { Part } from '../../../../../../../ui/part.tsx';
import { PendingBlock } from '../../../../../../../ui/skeletons.tsx';
import { Count, Dim, Time } from '../../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.meta');
  return { title: words('history') };
}

function causeColumn(format: Formats, cause: Cause, title: string): TableColumn<HistoryPoint> {
  return {
    key: cause,
    title,
    align: 'end',
    width: '140px',
    from: 'roomy',
    cell: (point) => {
      const { entered, left } = point.byCause[cause];
      if (entered === 0 && left === 0) return <Dim>–</Dim>;
      return `${format.signed(entered)} / ${format.signed(-left)}`;
    },
  };
}

async function History({ points, zone }: { points: HistoryPoint[]; zone: string }) {
  const format = await getFormats();
  const words = await getTranslations('segments.history');
  if (points.length === 0) {
    return <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>;
  }
  return (
    <>
      {points.length > 1 ? (
        <RefreshChart
          caption={words.rich('chart', {
            entered: (text) => <span data-series="entered">{text}</span>,
            left: (text) => <span data-series="left">{text}</span>,
          })}
          lines={[{ name: 'people', label: words('series.people'), color: 'var(--weft-chart-1)' }]}
          bars={[
            { name: 'entered', label: words('series.entered'), color: 'var(--weft-chart-1)' },
            { name: 'left', label: words('series.left'), color: 'var(--weft-chart-2)' },
          ]}
          points={points.map((point) => ({
            at: format.time(point.at, zone),
            people: point.members,
            entered: point.entered,
            left: -point.left,
          }))}
        />
      ) : (
        <Note>{words('one')}</Note>
      )}
      <DataTable
        caption={words('caption')}
        rows={points.toReversed()}
        rowKey={(point) => point.at}
        columns={[
          { key: 'at', title: words('refresh'), cell: (point) => <Time at={point.at} zone={zone} full /> },
          {
            key: 'entered',
            title: words('entered'),
            align: 'end',
            width: '110px',
            cell: (point) => format.signed(point.entered),
          },
          {
            key: 'left',
            title: words('left'),
            align: 'end',
            width: '110px',
            cell: (point) => format.signed(-point.left),
          },
          ...causes.map((cause) => causeColumn(format, cause, words(`causes.${cause}`))),
          {
            key: 'members',
            title: words('after'),
            align: 'end',
            width: '130px',
            cell: (point) => <Count value={point.members} />,
          },
        ]}
      />
      <Note>{words('explain')}</Note>
    </>
  );
}

export default async function SegmentHistoryPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const words = await getTranslations('segments.history');
  const { zone } = await currentWorkspace();
  return (
    <Section title={words('title')}>
      <Part load={() => segmentHistory(slug)} pending={<PendingBlock height={320} />}>
        {(points) => <History points={points} zone={zone} />}
      </Part>
    </Section>
  );
}
