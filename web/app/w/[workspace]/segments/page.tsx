import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { createLoader, parseAsString } from 'nuqs/server';
import { may } from '../../../../data/authorise.ts';
import { attempt, type Outcome } from '../../../../data/problem.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import { shelfOf } from '../../../../data/segment-builder.ts';
import {
  type SegmentDefinition,
  type SegmentSize,
  segmentDefinitions,
  segmentSizes,
} from '../../../../data/segments.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { getFormats } from '../../../../i18n/get-formats.ts';
import { useFormats } from '../../../../i18n/use-formats.ts';
import { DataTable, RowLink, type TableColumn } from '../../../../ui/data-table.tsx';
import type { Formats } from '../../../../ui/format.ts';
import { Go } from '../../../../ui/go.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { List } from '../../../../ui/list.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { listQuery } from '../../../../ui/query.ts';
import { SegmentActions } from '../../../../ui/segments/segment-actions.tsx';
import { SegmentFilters } from '../../../../ui/segments/segment-filters.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Dim, Meter, Missing } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.list');
  return { title: words('title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const loadShelf = createLoader({ folder: parseAsString, tag: parseAsString, owner: parseAsString });

type Words = Awaited<ReturnType<typeof getTranslations<'segments.list'>>>;

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

function Change({ segment, paths, words }: { segment: SegmentRow; paths: Paths; words: Words }) {
  const format = useFormats();
  const { counted } = segment;
  if (counted?.entered == null || counted.left === null) return <Missing reason={words('noRefresh')} />;
  if (counted.entered === 0 && counted.left === 0) return <Dim>{words('noChange')}</Dim>;
  return (
    <Go href={paths.segment(segment.slug, 'history')}>
      {format.signed(counted.entered)} / {format.signed(-counted.left)}
    </Go>
  );
}

interface ColumnsOf {
  workspace: string;
  paths: Paths;
  words: Words;
  format: Formats;
  mayEdit: boolean;
  /** Whether any segment is in a folder or has tags. */
  shelved: boolean;
}

function columnsOf({
  workspace,
  paths,
  words,
  format,
  mayEdit,
  shelved,
}: ColumnsOf): TableColumn<SegmentRow>[] {
  const kept: TableColumn<SegmentRow> = {
    key: 'folder',
    title: words('kept'),
    clip: true,
    width: '16%',
    from: 'roomy',
    cell: ({ folder, tags }) => {
      const text = [...(folder === null ? [] : [folder]), ...tags.map((tag) => `#${tag}`)].join('  ');
      return text === '' ? <Dim>–</Dim> : <span title={text}>{text}</span>;
    },
  };
  return [
    {
      key: 'name',
      title: words('name'),
      width: '24%',
      clip: true,
      cell: (segment) => (
        <RowLink href={paths.segment(segment.slug)} title={segment.name}>
          {segment.name}
        </RowLink>
      ),
    },
    ...(shelved ? [kept] : []),
    {
      key: 'definition',
      title: words('definition'),
      clip: true,
      from: shelved ? 'wide' : 'roomy',
      cell: (segment) => <span title={segment.sentence}>{segment.sentence}</span>,
    },
    {
      key: 'size',
      title: words('people'),
      align: 'end',
      width: '90px',
      cell: (segment) => (
        <Count
          value={segment.counted?.size ?? null}
          href={paths.segment(segment.slug, 'members')}
          reason={words('notComputed')}
        />
      ),
    },
    {
      key: 'share',
      title: words('ofEveryone'),
      align: 'end',
      width: '140px',
      from: 'wide',
      cell: (segment) =>
        segment.counted === null ? (
          <Missing reason={words('notComputed')} />
        ) : (
          <>
            {format.share(segment.counted.size, segment.everyone)}{' '}
            <Meter share={segment.everyone === 0 ? 0 : segment.counted.size / segment.everyone} />
          </>
        ),
    },
    {
      key: 'change',
      title: words('change'),
      align: 'end',
      width: '120px',
      cell: (segment) => <Change segment={segment} paths={paths} words={words} />,
    },
    {
      key: 'used',
      title: words('used'),
      align: 'end',
      width: '80px',
      cell: (segment) => (
        <Count value={segment.usedBy.length} href={paths.segment(segment.slug, 'used-by')} />
      ),
    },
    {
      key: 'actions',
      title: words('actions'),
      align: 'end',
      width: '72px',
      cell: ({ slug, name, yaml }) => <SegmentActions {...{ workspace, slug, name, yaml, mayEdit }} />,
    },
  ];
}

export default async function SegmentsPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const [format, words] = await Promise.all([getFormats(), getTranslations('segments.list')]);
  const { q } = await listQuery(searchParams, { sort: 'name', direction: 'asc' });
  const chosen = await loadShelf(searchParams);
  const [{ zone, workspace: declared }, refresh, segments, mayEdit] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    segmentDefinitions(),
    may('segment.edit'),
  ]);
  const shelf = shelfOf(declared.all('segment'));
  const wanted = q.toLowerCase();
  const shown = segments.filter(
    (one) =>
      `${one.name} ${one.slug} ${one.sentence} ${one.tags.join(' ')}`.toLowerCase().includes(wanted) &&
      (chosen.folder === null || one.folder === chosen.folder) &&
      (chosen.tag === null || one.tags.includes(chosen.tag)) &&
      (chosen.owner === null || one.owner === chosen.owner),
  );
  const filters = [q, chosen.folder, chosen.tag, chosen.owner].filter(Boolean).join(', ');
  const create = mayEdit ? (
    <GoButton href={paths.newSegment()} filled>
      {words('new')}
    </GoButton>
  ) : null;
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={
        <>
          <GoButton href={paths.lists}>{words('lists')}</GoButton>
          {segments.length === 0 ? null : create}
        </>
      }
    >
      <List
        search={segments.length > 0 ? <SegmentFilters shelf={shelf} /> : null}
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        {segments.length === 0 ? (
          <Empty detail={words('noneDetail')} action={create}>
            {words('none')}
          </Empty>
        ) : shown.length === 0 ? (
          <Empty action={<Go href={paths.segments()}>{words('clear')}</Go>}>
            {words('noMatch', { filters })}
          </Empty>
        ) : (
          <Part load={() => attempt(segmentSizes)} pending={<PendingRows rows={shown.length} />}>
            {(sizes) => (
              <>
                <DataTable
                  caption={words('title')}
                  columns={columnsOf({
                    ...{ workspace, paths, words, format, mayEdit },
                    shelved: shelf.folders.length + shelf.tags.length > 0,
                  })}
                  rows={rowsOf(shown, sizes)}
                  rowKey={(segment) => segment.slug}
                  linked
                />
                {sizes.state === 'failed' ? <ProblemNote problem={sizes.problem} /> : null}
                {sizes.state === 'not-computed' ? (
                  <Note>
                    {words('sizesMissing')} {sizes.mend}
                  </Note>
                ) : null}
              </>
            )}
          </Part>
        )}
      </List>
    </Page>
  );
}
