import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { profilesOf } from '../../../../../data/column-profiles.ts';
import { lastRefresh } from '../../../../../data/runs.ts';
import { type Distribution, traitDistribution } from '../../../../../data/trait-distribution.ts';
import { traitDefinitions } from '../../../../../data/traits.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Histogram, ValueBars } from '../../../../../ui/charts/bars.tsx';
import { ProfiledRows, profileCells } from '../../../../../ui/column-profile.tsx';
import { DataTable, RowLink } from '../../../../../ui/data-table.tsx';
import { formatExact, formatMeasure, formatShare } from '../../../../../ui/format.ts';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { PendingBlock, PendingRows } from '../../../../../ui/skeletons.tsx';
import { UsedBy } from '../../../../../ui/used-by.tsx';
import { AsOf, Count, Tile, Tiles } from '../../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Trait' };

function Bars({ found }: { found: Distribution }) {
  if (found.known === 0) return <Empty>No person has a value of this trait.</Empty>;
  if (found.shape === 'unsuitable') return <Note>Values are lists; their spread is not drawn.</Note>;
  return found.shape === 'histogram' ? (
    <>
      <Histogram bars={found.bars} known={found.known} />
      {found.others > 0 ? (
        <Note>
          {formatExact(found.others)} people have 0, which is not drawn; the bars are the other{' '}
          {formatExact(found.known - found.others)}.
        </Note>
      ) : null}
    </>
  ) : (
    <ValueBars bars={found.bars} known={found.known} others={found.others} />
  );
}

function Spread({ found }: { found: Distribution }) {
  const { quantiles } = found;
  return (
    <>
      <Tiles>
        <Tile
          label="People with a value"
          value={<Count value={found.known} />}
          note={`${formatShare(found.known, found.people)} of everyone`}
        />
        {quantiles ? (
          <>
            <Tile
              label="Median"
              value={formatMeasure(quantiles.median)}
              note={`mean ${formatMeasure(quantiles.mean)}`}
            />
            <Tile
              label="Range"
              value={`${formatMeasure(quantiles.min)} to ${formatMeasure(quantiles.max)}`}
              note={`95 % are at most ${formatMeasure(quantiles.p95)}`}
            />
          </>
        ) : null}
      </Tiles>
      <Bars found={found} />
    </>
  );
}

interface PageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TraitPage({ params, searchParams }: PageProps) {
  const { workspace, slug } = await params;
  const paths = pathsOf(workspace);
  const { column: asked } = await searchParams;
  const [{ zone }, refresh, traits] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    traitDefinitions(),
  ]);
  const trait = traits.find((one) => one.slug === slug);
  if (trait === undefined) notFound();
  const shown = trait.columns.find(({ name }) => name === asked) ?? trait.columns[0];
  const title = shown === undefined || shown.name === slug ? '' : ` of ${shown.title.toLowerCase()}`;
  return (
    <Page title={trait.name} lead={trait.description ?? trait.words}>
      {trait.description ? <Note>{trait.words}</Note> : null}
      <Section title={`Distribution${title}`} aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}>
        {trait.personal ? (
          <Note>This trait is personal: its values are not shown together.</Note>
        ) : (
          <Part load={() => traitDistribution(shown?.name ?? slug)} pending={<PendingBlock height={280} />}>
            {(found) => <Spread found={found} />}
          </Part>
        )}
      </Section>
      <Part load={() => profilesOf('customer_360')} pending={<PendingRows rows={2} />}>
        {(profiles) => (
          <Section title="What it says" aside={<ProfiledRows of={profiles.of} zone={zone} />}>
            <DataTable
              caption="Columns of this trait, each with its distribution"
              rows={trait.columns}
              rowKey={(column) => column.name}
              linked
              columns={[
                {
                  key: 'title',
                  title: 'Value',
                  width: '22%',
                  clip: true,
                  cell: ({ name, title: said, description }) => (
                    <RowLink
                      href={paths.trait(slug, { column: name === slug ? null : name })}
                      current={name === shown?.name}
                    >
                      <span title={description}>{said}</span>
                    </RowLink>
                  ),
                },
                {
                  key: 'name',
                  title: 'Column',
                  width: '24%',
                  clip: true,
                  from: 'roomy',
                  cell: ({ name }) => <code title={name}>{name}</code>,
                },
                ...profileCells<(typeof trait.columns)[number]>(
                  ({ name }) => profiles.byColumn.get(name),
                  zone,
                ),
              ]}
            />
          </Section>
        )}
      </Part>
      <Section title="Used by">
        {trait.usedBy.length === 0 ? (
          <Empty quiet>Nothing reads this trait yet.</Empty>
        ) : (
          <UsedBy caption="What reads this trait" uses={trait.usedBy} paths={paths} />
        )}
      </Section>
    </Page>
  );
}
