import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { type ListSize, type ListSummary, listSizes, listSummaries } from '../../../../../data/lists.ts';
import { attempt } from '../../../../../data/problem.ts';
import { getFormats } from '../../../../../i18n/get-formats.ts';
import { DataTable, RowLink } from '../../../../../ui/data-table.tsx';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { Count, Dim } from '../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const words = await getTranslations('segments.lists');
  return { title: words('title') };
}

interface Row extends ListSummary {
  size: ListSize | null;
}

/** Who is contacted in which order of priority, with holdouts and splits. */
export default async function ListsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const format = await getFormats();
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const words = await getTranslations('segments.lists');
  const [lists, mayEdit] = await Promise.all([listSummaries(), may('segment.edit')]);
  const create = mayEdit ? (
    <GoButton href={paths.newList} filled>
      {words('new')}
    </GoButton>
  ) : null;
  return (
    <Page title={words('title')} lead={words('lead')} actions={lists.length === 0 ? null : create}>
      {lists.length === 0 ? (
        <Empty detail={words('noneDetail')} action={create}>
          {words('none')}
        </Empty>
      ) : (
        <Part load={() => attempt(listSizes)} pending={<PendingRows rows={lists.length} />}>
          {(sizes) => (
            <>
              <DataTable<Row>
                caption={words('title')}
                linked
                rows={lists.map((list) => ({
                  ...list,
                  size: sizes.state === 'ready' ? (sizes.data.get(list.slug) ?? null) : null,
                }))}
                rowKey={(list) => list.slug}
                columns={[
                  {
                    key: 'name',
                    title: words('list'),
                    clip: true,
                    width: '26%',
                    cell: (list) => (
                      <RowLink href={paths.list(list.slug)} title={list.name}>
                        {list.name}
                      </RowLink>
                    ),
                  },
                  {
                    key: 'parts',
                    title: words('inOrder'),
                    clip: true,
                    cell: (list) => <span title={list.parts.join(', ')}>{list.parts.join(' › ')}</span>,
                  },
                  {
                    key: 'contacted',
                    title: words('contacted'),
                    align: 'end',
                    width: '110px',
                    cell: ({ size }) => (
                      <Count value={size?.contacted ?? null} reason={words('notComputed')} />
                    ),
                  },
                  {
                    key: 'heldOut',
                    title: words('heldOut'),
                    align: 'end',
                    width: '110px',
                    cell: ({ size, holdout }) =>
                      holdout === null ? (
                        <Dim>{words('nobodyHeld')}</Dim>
                      ) : (
                        <>
                          <Count value={size?.heldOut ?? null} reason={words('notComputed')} />{' '}
                          <Dim>{format.share(holdout, 1)}</Dim>
                        </>
                      ),
                  },
                  {
                    key: 'splits',
                    title: words('splits'),
                    align: 'end',
                    width: '150px',
                    from: 'roomy',
                    cell: ({ splits }) =>
                      splits === null ? (
                        <Dim>{words('nobodyHeld')}</Dim>
                      ) : (
                        Object.entries(splits)
                          .map(([name, share]) => `${name} ${format.share(share, 1)}`)
                          .join(', ')
                      ),
                  },
                  {
                    key: 'used',
                    title: words('used'),
                    align: 'end',
                    width: '80px',
                    cell: ({ usedBy }) => <Count value={usedBy.length} />,
                  },
                ]}
              />
              {sizes.state === 'failed' ? <ProblemNote problem={sizes.problem} /> : null}
            </>
          )}
        </Part>
      )}
    </Page>
  );
}
