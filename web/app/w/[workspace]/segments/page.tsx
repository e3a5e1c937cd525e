import type { Metadata } from 'next';
import { attempt, type Outcome } from '../../../../data/problem.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import {
  type SegmentDefinition,
  type SegmentSize,
  segmentDefinitions,
  segmentSizes,
} from '../../../../data/segments.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../ui/data-table.tsx';
import { formatShare, formatSigned } from '../../../../ui/format.ts';
import { Go } from '../../../../ui/go.tsx';
import { List } from '../../../../ui/list.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Dim, Meter, Missing } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Segments' };

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

interface SegmentRow extends SegmentDefinition {
  /** Null where the models have not computed it, or could not be read. */
  counted: SegmentSize | null;
  everyone: number;
}

type Sizes = Awaited<ReturnType<typeof segmentSizes>>;

function rowsOf(segments: SegmentDefinition[], sizes: Outcome<Sizes>): SegmentRow[] {
  const counted = sizes.state === 'ready' ? sizes.data : null;
  return segments.map((segment) => ({
    ...segment,
    counted: counted?.get(segment.slug) ?? null,
    everyone: counted?.everyone ?? 0,
  }));
}

function Change({ segment, paths }: { segment: SegmentRow; paths: Paths }) {
  const { counted } = segment;
  if (counted?.entered == null || counted.left === null)
    return <Missing reason="No refresh has succeeded yet" />;
  if (counted.entered === 0 && counted.left === 0) return <Dim>no change</Dim>;
  return (
    <Go href={paths.segment(segment.slug, 'history')}>
      {formatSigned(counted.entered)} / {formatSigned(-counted.left)}
    </Go>
  );
}

function columnsOf(paths: Paths): TableColumn<SegmentRow>[] {
  return [
    {
      key: 'name',
      title: 'Segment',
      width: '26%',
      clip: true,
      cell: (segment) => (
        <RowLink href={paths.segment(segment.slug)} title={segment.name}>
          {segment.name}
        </RowLink>
      ),
    },
    {
      key: 'definition',
      title: 'Definition',
      clip: true,
      from: 'roomy',
      cell: (segment) => <span title={segment.sentence}>{segment.sentence}</span>,
    },
    {
      key: 'size',
      title: 'People',
      align: 'end',
      width: '100px',
      cell: (segment) => (
        <Count value={segment.counted?.size ?? null} href={paths.segment(segment.slug, 'members')} />
      ),
    },
    {
      key: 'share',
      title: 'Of everyone',
      align: 'end',
      width: '150px',
      from: 'wide',
      cell: (segment) =>
        segment.counted === null ? (
          <Missing reason="Not computed yet" />
        ) : (
          <>
            {formatShare(segment.counted.size, segment.everyone)}{' '}
            <Meter share={segment.everyone === 0 ? 0 : segment.counted.size / segment.everyone} />
          </>
        ),
    },
    {
      key: 'change',
      title: 'Entered / left',
      align: 'end',
      width: '130px',
      cell: (segment) => <Change segment={segment} paths={paths} />,
    },
    {
      key: 'used',
      title: 'Used by',
      align: 'end',
      width: '80px',
      cell: (segment) => (
        <Count value={segment.usedBy.length} href={paths.segment(segment.slug, 'used-by')} />
      ),
    },
  ];
}

export default async function SegmentsPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const { q } = await listQuery(searchParams, { sort: 'name', direction: 'asc' });
  const [{ zone }, refresh, segments] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    segmentDefinitions(),
  ]);
  const wanted = q.toLowerCase();
  const shown = segments.filter((one) =>
    `${one.name} ${one.slug} ${one.sentence}`.toLowerCase().includes(wanted),
  );
  return (
    <Page title="Segments" lead="People for whom the same conditions hold, counted anew at each refresh.">
      <List
        search={
          segments.length > 0 ? <SearchField label="Search segments" placeholder="Name or condition" /> : null
        }
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        {segments.length === 0 ? (
          <Empty detail="Declare one as a file, `segments/NAME.yml`, and run `./weft apply`.">
            No segment is declared.
          </Empty>
        ) : shown.length === 0 ? (
          <Empty action={<Go href={paths.segments()}>Clear the search</Go>}>No segment matches “{q}”.</Empty>
        ) : (
          <Part load={() => attempt(segmentSizes)} pending={<PendingRows rows={shown.length} />}>
            {(sizes) => (
              <>
                <DataTable
                  caption="Segments"
                  columns={columnsOf(paths)}
                  rows={rowsOf(shown, sizes)}
                  rowKey={(segment) => segment.slug}
                  linked
                />
                {sizes.state === 'failed' ? <ProblemNote problem={sizes.problem} /> : null}
                {sizes.state === 'not-computed' ? (
                  <Note>Sizes are not computed yet. {sizes.mend}</Note>
                ) : null}
              </>
            )}
          </Part>
        )}
      </List>
    </Page>
  );
}
