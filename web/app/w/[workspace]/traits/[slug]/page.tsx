import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { profilesOf } from '../../../../../data/column-profiles.ts';
import { resourceState } from '../../../../../data/resource-state.ts';
import { lastRefresh } from '../../../../../data/runs.ts';
import { traitDistribution } from '../../../../../data/trait-distribution.ts';
import { type TraitDefinition, traitDefinitions } from '../../../../../data/traits.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Words } from '../../../../../i18n/words.tsx';
import { ProfiledRows, profileCells } from '../../../../../ui/column-profile.tsx';
import { DataTable, RowLink } from '../../../../../ui/data-table.tsx';
import { GitBar } from '../../../../../ui/git-bar.tsx';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pagesOfUses, pathsOf, resourcePath } from '../../../../../ui/paths.ts';
import { PendingBlock, PendingRows } from '../../../../../ui/skeletons.tsx';
import { Spread } from '../../../../../ui/traits/spread.tsx';
import { TraitActions } from '../../../../../ui/traits/trait-actions.tsx';
import { UsedBy } from '../../../../../ui/used-by.tsx';
import { AsOf } from '../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('traits'))('one') };
}

async function Reads({ reads, paths }: { reads: TraitDefinition['reads']; paths: Paths }) {
  const words = await getTranslations('traits.page');
  if (reads.length === 0) return <Empty quiet>{words('readsNothing')}</Empty>;
  return (
    <DataTable
      caption={words('readsCaption')}
      rows={reads}
      rowKey={(read) => `${read.kind}/${read.slug}`}
      linked
      columns={[
        {
          key: 'name',
          title: words('value'),
          clip: true,
          cell: ({ kind, slug, name }) => {
            const href = kind === 'golden' ? null : resourcePath(paths, kind, slug);
            return href === null ? name : <RowLink href={href}>{name}</RowLink>;
          },
        },
        { key: 'kind', title: words('kind'), width: '160px', cell: ({ kind }) => words(`${kind}Kind`) },
      ]}
    />
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
  const [{ zone }, refresh, traits, state, words] = await Promise.all([
    currentWorkspace(),
    lastRefresh(),
    traitDefinitions(),
    resourceState('trait', slug),
    getTranslations('traits.page'),
  ]);
  const trait = traits.find((one) => one.slug === slug);
  if (trait === undefined || state === null) notFound();
  const shown = trait.columns.find(({ name }) => name === asked) ?? trait.columns[0];
  const title =
    shown === undefined || shown.name === slug
      ? words('distribution')
      : words('distributionOf', { column: shown.title.toLowerCase() });
  return (
    <Page
      title={trait.name}
      lead={trait.description ?? trait.words}
      actions={
        <Words areas={['traits', 'editor']}>
          <TraitActions
            {...{ workspace, slug, name: trait.name, spec: state.resource }}
            usedBy={pagesOfUses(paths, trait.usedBy)}
            {...{ version: state.version, yaml: state.yaml, editable: state.editable }}
            managed={state.managedBy !== 'app'}
          />
        </Words>
      }
    >
      <GitBar state={state} />
      {trait.description ? <Note>{trait.words}</Note> : null}
      <Section title={title} aside={<AsOf at={refresh?.endedAt ?? null} zone={zone} />}>
        {trait.personal ? (
          <Note>{words('personal')}</Note>
        ) : (
          <Part load={() => traitDistribution(shown?.name ?? slug)} pending={<PendingBlock height={280} />}>
            {(found) => <Spread found={found} />}
          </Part>
        )}
      </Section>
      <Part load={() => profilesOf('customer_360')} pending={<PendingRows rows={2} />}>
        {(profiles) => (
          <Section title={words('says')} aside={<ProfiledRows of={profiles.of} zone={zone} />}>
            <DataTable
              caption={words('saysCaption')}
              rows={trait.columns}
              rowKey={(column) => column.name}
              linked
              columns={[
                {
                  key: 'title',
                  title: words('value'),
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
                  title: words('column'),
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
      <Section title={words('reads')}>
        <Reads reads={trait.reads} paths={paths} />
      </Section>
      <Section title={words('usedBy')}>
        {trait.usedBy.length === 0 ? (
          <Empty quiet>{words('unused')}</Empty>
        ) : (
          <UsedBy caption={words('usedByCaption')} uses={trait.usedBy} paths={paths} />
        )}
      </Section>
    </Page>
  );
}
