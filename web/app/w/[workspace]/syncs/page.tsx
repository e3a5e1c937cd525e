import type { Metadata } from 'next';
import { attempt } from '../../../../data/problem.ts';
import { lastRuns } from '../../../../data/sync-runs.ts';
import { syncSummaries } from '../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { FindRow } from '../../../../ui/find-row.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { pathsOf } from '../../../../ui/paths.ts';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { SyncTable } from '../../../../ui/sync-table.tsx';

export const metadata: Metadata = { title: 'Syncs' };

export default async function SyncsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [{ zone }, syncs] = await Promise.all([currentWorkspace(), syncSummaries()]);
  return (
    <Page
      title="Syncs"
      lead="What carries people and traits out of the warehouse, and what became of each row."
      actions={<FindRow action={pathsOf(workspace).syncRow()} />}
    >
      {syncs.length === 0 ? (
        <Empty detail="Declare one as a file, `syncs/NAME.yml`, and run `./weft apply`.">
          No sync is declared.
        </Empty>
      ) : (
        <Part load={() => attempt(() => lastRuns(14))} pending={<PendingRows rows={syncs.length} />}>
          {(runs) => (
            <>
              <SyncTable
                syncs={syncs}
                runs={runs.state === 'ready' ? runs.data : new Map()}
                known={runs.state !== 'failed'}
                paths={pathsOf(workspace)}
                zone={zone}
              />
              {runs.state === 'failed' ? <ProblemNote problem={runs.problem} /> : null}
              {runs.state === 'not-computed' ? <Note>No sync has run yet.</Note> : null}
            </>
          )}
        </Part>
      )}
    </Page>
  );
}
