import type { Metadata } from 'next';
import { humanise } from '../../../../../../../models/words/names.ts';
import {
  type IdentityChange,
  identitySummary,
  largestClusters,
  recentChanges,
  sourceRecords,
} from '../../../../../../data/identity.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { DataTable, RowLink } from '../../../../../../ui/data-table.tsx';
import { formatShare } from '../../../../../../ui/format.ts';
import { Go } from '../../../../../../ui/go.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../../ui/paths.ts';
import { PendingRows, PendingTiles } from '../../../../../../ui/skeletons.tsx';
import { Count, Dim, Id, Meter, Tile, Tiles, Time } from '../../../../../../ui/values.tsx';
import { changeWords } from '../../../../../../words/identity-words.ts';

export const metadata: Metadata = { title: 'Identity' };

type Clusters = Awaited<ReturnType<typeof largestClusters>>;

function BySource({ found, paths }: { found: Awaited<ReturnType<typeof sourceRecords>>; paths: Paths }) {
  const all = found.reduce((sum, one) => sum + one.records, 0);
  return (
    <DataTable
      caption="Records by source"
      rows={found}
      rowKey={(one) => one.slug}
      linked
      columns={[
        {
          key: 'name',
          title: 'Source',
          clip: true,
          cell: (one) => <RowLink href={paths.source(one.slug)}>{one.name}</RowLink>,
        },
        {
          key: 'records',
          title: 'Records',
          align: 'end',
          width: '100px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'share',
          title: 'Of all',
          align: 'end',
          width: '140px',
          from: 'roomy',
          cell: (one) => (
            <>
              {formatShare(one.records, all)} <Meter share={all === 0 ? 0 : one.records / all} />
            </>
          ),
        },
        {
          key: 'people',
          title: 'People',
          align: 'end',
          width: '100px',
          cell: (one) => <Count value={one.people} />,
        },
      ]}
    />
  );
}

function Largest({ found, paths, zone }: { found: Clusters; paths: Paths; zone: string }) {
  return (
    <DataTable
      caption="People with the most records"
      rows={found}
      rowKey={(one) => one.weftId}
      linked
      columns={[
        {
          key: 'name',
          title: 'Person',
          clip: true,
          cell: (one) => <RowLink href={paths.profile(one.weftId, 'identity')}>{one.name}</RowLink>,
        },
        { key: 'id', title: 'Id', clip: true, from: 'roomy', cell: (one) => <Id>{one.weftId}</Id> },
        {
          key: 'records',
          title: 'Records',
          align: 'end',
          width: '110px',
          cell: (one) => <Count value={one.records} />,
        },
        {
          key: 'since',
          title: 'Known since',
          align: 'end',
          width: '210px',
          cell: (one) => <Time at={one.createdAt} zone={zone} />,
        },
      ]}
    />
  );
}

function Changes({ found, paths, zone }: { found: IdentityChange[]; paths: Paths; zone: string }) {
  if (found.length === 0)
    return <Empty>No person has been joined or split since they were first resolved.</Empty>;
  return (
    <DataTable
      caption="Latest changes of who is one person"
      rows={found}
      rowKey={(one) => `${one.at}/${one.change}/${one.weftId}/${one.previous}`}
      columns={[
        {
          key: 'change',
          title: 'Change',
          width: '140px',
          cell: (one) => changeWords[one.change] ?? humanise(one.change),
        },
        {
          key: 'person',
          title: 'Person',
          clip: true,
          cell: (one) => (
            <Go href={paths.profile(one.weftId, 'identity')}>
              <Id>{one.weftId}</Id>
            </Go>
          ),
        },
        {
          key: 'reason',
          title: 'Reason',
          clip: true,
          from: 'roomy',
          cell: (one) => (one.reason === null ? <Dim>–</Dim> : <span title={one.reason}>{one.reason}</span>),
        },
        {
          key: 'at',
          title: 'When',
          align: 'end',
          width: '190px',
          cell: (one) => <Time at={one.at} zone={zone} />,
        },
      ]}
    />
  );
}

export default async function IdentitySummaryPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const paths = pathsOf(workspace);
  const { zone } = await currentWorkspace();
  return (
    <>
      <Part load={identitySummary} pending={<PendingTiles tiles={4} />}>
        {(found) => (
          <Tiles>
            <Tile
              label="Records"
              value={<Count value={found.records} />}
              note="from every source"
              href={paths.sources}
            />
            <Tile label="Identifiers" value={<Count value={found.identifiers} />} note="distinct values" />
            <Tile
              label="People"
              value={<Count value={found.persons} />}
              href={paths.profiles()}
              note="after joining"
            />
            <Tile
              label="Of several records"
              value={<Count value={found.joined} />}
              note={`${formatShare(found.joined, found.persons)} of people`}
              href={paths.profiles({ sort: 'records', direction: 'desc' })}
            />
          </Tiles>
        )}
      </Part>
      <Section title="By source">
        <Part load={sourceRecords} pending={<PendingRows rows={6} />}>
          {(found) => <BySource found={found} paths={paths} />}
        </Part>
      </Section>
      <Section title="Most records">
        <Part load={largestClusters} pending={<PendingRows rows={10} />}>
          {(found) => <Largest found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
      <Section title="Latest changes">
        <Part load={recentChanges} pending={<PendingRows rows={6} />}>
          {(found) => <Changes found={found} paths={paths} zone={zone} />}
        </Part>
      </Section>
    </>
  );
}
