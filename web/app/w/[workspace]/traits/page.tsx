import type { Metadata } from 'next';
import { attempt } from '../../../../data/problem.ts';
import { lastRefresh } from '../../../../data/runs.ts';
import {
  type Coverage,
  type TraitDefinition,
  traitCoverage,
  traitDefinitions,
} from '../../../../data/traits.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { formatShare } from '../../../../ui/format.ts';
import { Go } from '../../../../ui/go.tsx';
import { List } from '../../../../ui/list.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { listQuery } from '../../../../ui/query.ts';
import { SearchField } from '../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { AsOf, Count, Meter, Missing } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Traits' };

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

function Share({ coverage, slug }: { coverage: Coverage | null; slug: string }) {
  const known = coverage?.known.get(slug);
  if (coverage === null || known === undefined) return <Missing reason="Not computed yet" />;
  return (
    <>
      {formatShare(known, coverage.people)}{' '}
      <Meter share={coverage.people === 0 ? 0 : known / coverage.people} />
    </>
  );
}

function Traits({
  traits,
  coverage,
  paths,
}: {
  traits: TraitDefinition[];
  coverage: Coverage | null;
  paths: Paths;
}) {
  return (
    <DataTable
      caption="Traits"
      rows={traits}
      rowKey={(trait) => trait.slug}
      linked
      columns={[
        {
          key: 'name',
          title: 'Trait',
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
          title: 'Definition',
          clip: true,
          from: 'roomy',
          cell: (trait) => <span title={trait.words}>{trait.words}</span>,
        },
        {
          key: 'known',
          title: 'People with a value',
          align: 'end',
          width: '140px',
          cell: (trait) => (
            <Count value={coverage?.known.get(trait.slug) ?? null} href={paths.trait(trait.slug)} />
          ),
        },
        {
          key: 'share',
          title: 'Coverage',
          align: 'end',
          width: '150px',
          cell: (trait) => <Share coverage={coverage} slug={trait.slug} />,
        },
        {
          key: 'used',
          title: 'Used by',
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
  const [{ zone }, refresh, traits] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    traitDefinitions(),
  ]);
  const wanted = q.toLowerCase();
  const shown = traits.filter((one) => `${one.name} ${one.slug} ${one.words}`.toLowerCase().includes(wanted));
  return (
    <Page title="Traits" lead="What each person is known by, computed from what they did.">
      <List
        search={
          traits.length > 0 ? <SearchField label="Search traits" placeholder="Name or definition" /> : null
        }
        aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}
      >
        {traits.length === 0 ? (
          <Empty detail="Declare one as a file, `traits/NAME.yml`, and run `./weft apply`.">
            No trait is declared.
          </Empty>
        ) : shown.length === 0 ? (
          <Empty action={<Go href={paths.traits()}>Clear the search</Go>}>No trait matches “{q}”.</Empty>
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
                  <Note>Values are not computed yet. {coverage.mend}</Note>
                ) : null}
              </>
            )}
          </Part>
        )}
      </List>
    </Page>
  );
}
