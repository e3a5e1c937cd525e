import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { lastRefresh } from '../../../../../data/runs.ts';
import { type Distribution, traitDistribution } from '../../../../../data/trait-distribution.ts';
import { traitDefinitions } from '../../../../../data/traits.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Histogram, ValueBars } from '../../../../../ui/charts/bars.tsx';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { formatExact, formatShare } from '../../../../../ui/format.ts';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { PendingBlock } from '../../../../../ui/skeletons.tsx';
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
              value={formatExact(quantiles.median)}
              note={`mean ${formatExact(quantiles.mean)}`}
            />
            <Tile
              label="Range"
              value={`${formatExact(quantiles.min)} – ${formatExact(quantiles.max)}`}
              note={`95 % are at most ${formatExact(quantiles.p95)}`}
            />
          </>
        ) : null}
      </Tiles>
      <Bars found={found} />
    </>
  );
}

export default async function TraitPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const [{ zone }, refresh, traits] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    traitDefinitions(),
  ]);
  const trait = traits.find((one) => one.slug === slug);
  if (trait === undefined) notFound();
  return (
    <Page title={trait.name} lead={trait.description ?? trait.words}>
      {trait.description ? <Note>{trait.words}</Note> : null}
      <Section title="Distribution" aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}>
        {trait.personal ? (
          <Note>This trait is personal: its values are not shown together.</Note>
        ) : (
          <Part load={() => traitDistribution(slug)} pending={<PendingBlock height={280} />}>
            {(found) => <Spread found={found} />}
          </Part>
        )}
      </Section>
      {trait.columns.length === 0 ? null : (
        <Section title="Further columns">
          <DataTable
            caption="What this trait gives beside its own value"
            rows={trait.columns}
            rowKey={(column) => column.name}
            columns={[
              { key: 'name', title: 'Column', width: '240px', cell: (column) => <code>{column.name}</code> },
              { key: 'description', title: 'What it says', cell: (column) => column.description },
            ]}
          />
        </Section>
      )}
      <Section title="Used by">
        {trait.usedBy.length === 0 ? (
          <Empty quiet>Nothing reads this trait yet.</Empty>
        ) : (
          <UsedBy caption="What reads this trait" uses={trait.usedBy} paths={pathsOf(workspace)} />
        )}
      </Section>
    </Page>
  );
}
