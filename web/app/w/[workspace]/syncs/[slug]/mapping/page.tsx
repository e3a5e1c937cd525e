import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import { findSync, syncMapping } from '../../../../../../data/syncs.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { Dim, Facts, Id, Panel } from '../../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('mapping.metadata') };
}

export default async function SyncMappingPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const [sync, mapping, words] = await Promise.all([
    findSync(slug),
    syncMapping(slug),
    getTranslations('runs.mapping'),
  ]);
  if (sync === null || mapping === null) notFound();
  return (
    <SyncPage sync={sync} paths={pathsOf(workspace)}>
      <Section title={words('fields')}>
        <DataTable
          caption={words('caption')}
          rows={mapping.fields}
          rowKey={(field) => field.to}
          columns={[
            { key: 'from', title: words('from'), clip: true, cell: (field) => <Id>{field.from}</Id> },
            {
              key: 'how',
              title: words('how'),
              width: '160px',
              cell: (field) => (field.isTemplate ? words('template') : <Dim>{words('asIs')}</Dim>),
            },
            {
              key: 'to',
              title: words('to', { destination: sync.destination.name }),
              clip: true,
              cell: (field) => <Id>{field.to}</Id>,
            },
          ]}
        />
        <Note>
          {words.rich('named', {
            key: () => <code>{sync.key}</code>,
            slug: () => <code>slug: {slug}</code>,
          })}
        </Note>
      </Section>
      <Section title={words('destination')}>
        <Panel>
          <Facts
            facts={[
              {
                term: words('destination'),
                value: sync.destination.name,
                from: sync.destination.type ?? undefined,
              },
              { term: words('object'), value: humanise(sync.object) },
              { term: words('mode'), value: sync.mode.short, from: sync.mode.long },
              { term: words('runs'), value: sync.paused ? words('paused') : sync.when },
              ...mapping.options.map(({ name, value }) => ({
                term: humanise(name),
                value: <Id>{value}</Id>,
              })),
            ]}
          />
        </Panel>
      </Section>
    </SyncPage>
  );
}
