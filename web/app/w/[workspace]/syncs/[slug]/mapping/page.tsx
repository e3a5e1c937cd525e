import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { humanise } from '../../../../../../../models/words/names.ts';
import { findSync, syncMapping } from '../../../../../../data/syncs.ts';
import { DataTable } from '../../../../../../ui/data-table.tsx';
import { Note } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { SyncPage } from '../../../../../../ui/sync-head.tsx';
import { Dim, Facts, Id, Panel } from '../../../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Mapping of a sync' };

export default async function SyncMappingPage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { workspace, slug } = await params;
  const [sync, mapping] = await Promise.all([findSync(slug), syncMapping(slug)]);
  if (sync === null || mapping === null) notFound();
  return (
    <SyncPage sync={sync} paths={pathsOf(workspace)}>
      <Section title="Fields">
        <DataTable
          caption="Fields of the mapping"
          rows={mapping.fields}
          rowKey={(field) => field.to}
          columns={[
            { key: 'from', title: 'From the warehouse', clip: true, cell: (field) => <Id>{field.from}</Id> },
            {
              key: 'how',
              title: 'Transform',
              width: '160px',
              cell: (field) => (field.isTemplate ? 'Template' : <Dim>as it is</Dim>),
            },
            {
              key: 'to',
              title: `To ${sync.destination.name}`,
              clip: true,
              cell: (field) => <Id>{field.to}</Id>,
            },
          ]}
        />
        <Note>
          A row is named at the destination by <code>{sync.key}</code>. Declared in the workspace’s files as{' '}
          <code>slug: {slug}</code>.
        </Note>
      </Section>
      <Section title="Destination">
        <Panel>
          <Facts
            facts={[
              { term: 'Destination', value: sync.destination.name, from: sync.destination.type ?? undefined },
              { term: 'Object', value: humanise(sync.object) },
              { term: 'Mode', value: sync.mode.short, from: sync.mode.long },
              { term: 'Runs', value: sync.paused ? 'Paused' : sync.when },
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
