import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { type PersonTrait, personTraits } from '../../../../../../data/person.ts';
import { lastRefresh } from '../../../../../../data/runs.ts';
import { traitDefinitions } from '../../../../../../data/traits.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { getFormats } from '../../../../../../i18n/get-formats.ts';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import type { Formats } from '../../../../../../ui/format.ts';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { traitValue } from '../../../../../../ui/trait-value.ts';
import { Dim, Masked, Missing, Time } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('profiles.tabs'))('traits') };
}

interface TraitsProps {
  traits: PersonTrait[];
  definitions: Map<string, string>;
  computedAt: string | null;
  paths: Paths;
  zone: string;
}

/** `share 0.42 · second tents`: what a trait says beside its own value, as far as it is known. */
function furtherWords(format: Formats, { further }: PersonTrait, zone: string): string {
  return further
    .flatMap(({ name, kind, value }) =>
      value === null ? [] : `${name} ${traitValue(format, value, kind, zone)}`,
    )
    .join(' · ');
}

async function Traits({ traits, definitions, computedAt, paths, zone }: TraitsProps) {
  const format = await getFormats();
  const words = await getTranslations('profiles.traits');
  const summary = await getTranslations('profiles.summary');
  if (traits.length === 0) return <Empty detail={words('noneDetail')}>{words('none')}</Empty>;
  return (
    <DataTable
      caption={words('caption')}
      rows={traits}
      rowKey={({ slug }) => slug}
      linked
      columns={[
        {
          key: 'trait',
          title: words('trait'),
          width: '22%',
          clip: true,
          cell: ({ slug, name }) => (
            <RowLink href={paths.trait(slug)} title={name}>
              {name}
            </RowLink>
          ),
        },
        {
          key: 'value',
          title: words('value'),
          width: '34%',
          clip: true,
          cell: (trait) => {
            if (trait.masked) return <Masked />;
            if (trait.value === null) return <Missing reason={summary('noValue')} />;
            const value = traitValue(format, trait.value, trait.kind, zone);
            const further = furtherWords(format, trait, zone);
            return (
              <span title={further === '' ? value : `${value} · ${further}`}>
                {value} {further === '' ? null : <Dim>{further}</Dim>}
              </span>
            );
          },
        },
        {
          key: 'definition',
          title: words('definition'),
          clip: true,
          from: 'roomy',
          cell: ({ slug }) => <span title={definitions.get(slug)}>{definitions.get(slug)}</span>,
        },
        {
          key: 'computed',
          title: words('freshness'),
          align: 'end',
          width: '176px',
          cell: () => <Time at={computedAt} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function PersonTraitsPage({
  params,
}: {
  params: Promise<{ workspace: string; weftId: string }>;
}) {
  const { workspace, weftId } = await params;
  const words = await getTranslations('profiles');
  const { zone } = await currentWorkspace();
  return (
    <Section title={words('tabs.traits')}>
      <Part
        load={async () => {
          const [traits, defined, refresh] = await Promise.all([
            personTraits(decodeURIComponent(weftId)),
            traitDefinitions(),
            lastRefresh(),
          ]);
          return {
            traits,
            definitions: new Map(defined.map(({ slug, words: said }) => [slug, said])),
            computedAt: refresh?.endedAt ?? null,
          };
        }}
        pending={<PendingRows rows={12} />}
      >
        {(found) => <Traits {...found} paths={pathsOf(workspace)} zone={zone} />}
      </Part>
    </Section>
  );
}
