import type { Metadata } from 'next';
import { may } from '../../../../data/authorise.ts';
import { destinationSummaries } from '../../../../data/destinations.ts';
import { DestinationList } from '../../../../ui/destination-list.tsx';
import { Empty } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';

export const metadata: Metadata = { title: 'Destinations' };

export default async function DestinationsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const mayTest = await may('sync.run');
  return (
    <Page title="Destinations" lead="The tools that syncs send to. Their secrets stay in the environment.">
      <Part load={destinationSummaries} pending={<PendingRows rows={4} />}>
        {(destinations) =>
          destinations.length === 0 ? (
            <Empty detail="Declare one as a file, `destinations/NAME.yml`, and run `./weft apply`.">
              No destination is declared.
            </Empty>
          ) : (
            <DestinationList destinations={destinations} paths={pathsOf(workspace)} mayTest={mayTest} />
          )
        }
      </Part>
    </Page>
  );
}
