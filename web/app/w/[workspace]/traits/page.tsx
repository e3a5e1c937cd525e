import { IconPlus } from '@tabler/icons-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../data/authorise.ts';
import { attempt } from '../../../../data/problem.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import {
  type Coverage,
  type TraitDefinition,
  traitCoverage,
  traitDefinitions,
} from '../../../../data/traits.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { getFormats } from '../../../../i18n/get-formats.ts';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { List } from '../../../../ui/list.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Meter, Missing } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('traits'))('title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function Share({ coverage, slug }: { coverage: Coverage | null; slug: string }) {
  const format = await getFormats();
  const words = await getTranslations('traits.list');
  const known = coverage?.known.get(slug);
  if (coverage === null || known === undefined) return <Missing reason={words('notComputed')} />;
  return (
    <>
      {format.share(known, coverage.people)}{' '}
      <Meter share={coverage.people === 0 ? 0 : known / coverage.people} />
    </>
  );
}

async function Traits({
  traits,
  coverage,
  paths,
}: {
  traits: TraitDefinition[];
  coverage: Coverage | null;
  paths: Paths;
}) {
  const words = await getTranslations('traits.list');
  return (
    <DataTable
      caption={words('caption')}
      rows={traits}
      rowKey={(trait) => trait.slug}
      linked
      columns={[
        {
          key: 'name',
          title: words('trait'),
          width: '24%',
          clip: true,
          cell: (trait) => (
            <RowLink href={paths.trait(trait.slug)} title={trait.name}>
              {trait.name}
            </RowLink>
          ),
        },
        {
          key: 'words',
          title: words('definition'),
          clip: true,
          from: 'roomy',
          cell: (trait) => <span title={trait.words}>{trait.words}</span>,
        },
        {
          key: 'known',
          title: words('known'),
          align: 'end',
          width: '140px',
          cell: (trait) => (
            <Count value={coverage?.known.get(trait.slug) ?? null} href={paths.trait(trait.slug)} />
          ),
        },
        {
          key: 'share',
          title: words('coverage'),
          align: 'end',
          width: '150px',
          cell: (trait) => <Share coverage={coverage} slug={trait.slug} />,
        },
        {
          key: 'used',
          title: words('used'),
          align: 'end',
          width: '80px',
          cell: (trait) => <Count value={trait.usedBy.length} />,
        },
      ]}
    />
  );
}

export default async function TraitsPage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const { q } = await listQuery(searchParams, { sort: 'name', direction: 'asc' });
  const [{ zone }, refresh, traits, editable, words] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    traitDefinitions(),
    may('data.edit'),
    getTranslations('traits'),
  ]);
  const wanted = q.toLowerCase();
  const shown = traits.filter((one) => `${one.name} ${one.slug} ${one.words}`.toLowerCase().includes(wanted));
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={
        editable ? (
          <GoButton
            href={paths.newTrait()}
            filled
            icon={<IconPlus size={16} stroke={1.5} aria-hidden="true" />}
          >
            {words('new')}
          </GoButton>
        ) : null
      }
    >
      <List
        search={
          traits.length > 0 ? <SearchField label={words('search')} placeholder={words('searchHint')} /> : null
        }
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        {traits.length === 0 ? (
          <Empty detail={words('list.noneDetail')}>{words('list.none')}</Empty>
        ) : shown.length === 0 ? (
          <Empty action={<Go href={paths.traits()}>{words('list.clear')}</Go>}>
            {words('list.noMatch', { q })}
          </Empty>
        ) : (
          <Part load={() => attempt(traitCoverage)} pending={<PendingRows rows={shown.length} />}>
            {(coverage) => (
              <>
                <Traits
                  traits={shown}
                  coverage={coverage.state === 'ready' ? coverage.data : null}
                  paths={paths}
                />
                {coverage.state === 'failed' ? <ProblemNote problem={coverage.problem} /> : null}
                {coverage.state === 'not-computed' ? (
                  <Note>{words('list.notComputedMend', { mend: coverage.mend })}</Note>
                ) : null}
              </>
            )}
          </Part>
        )}
      </List>
    </Page>
  );
}
