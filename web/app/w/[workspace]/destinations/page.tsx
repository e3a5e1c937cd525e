import type { Metadata } from 'next';
import { humanise } from '../../../../../models/words/names.ts';
import { type DestinationSummary, destinationSummaries } from '../../../../data/syncs.ts';
import { DataTable } from '../../../../ui/data-table.tsx';
import { Go } from '../../../../ui/go.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Dim } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Destinations' };

function Destinations({ destinations, paths }: { destinations: DestinationSummary[]; paths: Paths }) {
  if (destinations.length === 0) {
    return (
      <Empty detail="Declare one as a file, `destinations/NAME.yml`, and run `./weft apply`.">
        No destination is declared.
      </Empty>
    );
  }
  return (
    <DataTable
      caption="Destinations"
      rows={destinations}
      rowKey={(destination) => destination.slug}
      columns={[
        {
          key: 'name',
          title: 'Destination',
          width: '24%',
          clip: true,
          cell: (destination) => <strong title={destination.name}>{destination.name}</strong>,
        },
        { key: 'type', title: 'Type', width: '140px', cell: (destination) => humanise(destination.type) },
        {
          key: 'syncs',
          title: 'Syncs',
          clip: true,
          cell: (destination) =>
            destination.syncs.length === 0 ? (
              <Dim>none</Dim>
            ) : (
              destination.syncs.map((sync, place) => (
                <span key={sync.slug}>
                  {place > 0 ? ', ' : null}
                  <Go href={paths.sync(sync.slug)}>{sync.name}</Go>
                </span>
              ))
            ),
        },
        {
          key: 'description',
          title: 'What it is',
          clip: true,
          from: 'roomy',
          cell: (destination) => destination.description ?? <Dim>–</Dim>,
        },
      ]}
    />
  );
}

export default async function DestinationsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  return (
    <Page title="Destinations" lead="The tools that syncs send to. Their secrets stay in the environment.">
      <Part load={destinationSummaries} pending={<PendingRows rows={4} />}>
        {(destinations) => <Destinations destinations={destinations} paths={pathsOf(workspace)} />}
      </Part>
    </Page>
  );
}
