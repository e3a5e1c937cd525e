import type { Metadata } from 'next';
import { humanise } from '../../../../../models/words/names.ts';
import {
  type SourceState,
  type SourceSummary,
  sourceStates,
  sourceSummaries,
} from '../../../../data/sources.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { Prose } from '../../../../ui/prose.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Status } from '../../../../ui/status.tsx';
import { Count, Dim, Id, Missing, Time } from '../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Sources' };

const shapes = { rows: 'Rows', events: 'Events' } as const;

interface SourcesProps {
  sources: SourceSummary[];
  states: Map<string, SourceState>;
  paths: Paths;
  zone: string;
}

function Newest({
  source,
  state,
  zone,
}: {
  source: SourceSummary;
  state: SourceState | undefined;
  zone: string;
}) {
  if (!source.hasTime) return <Missing reason="The source declares no time column" />;
  return state?.state === 'ready' ? (
    <Time at={state.newest} zone={zone} />
  ) : (
    <Missing reason="Could not be read" />
  );
}

function Sources({ sources, states, paths, zone }: SourcesProps) {
  const readable = sources.filter((source) => states.get(source.slug)?.state === 'ready').length;
  const failed = [...states.values()].filter((state) => state.state === 'failed');
  const missing = sources.filter((source) => states.get(source.slug)?.state === 'missing');
  return (
    <>
      <DataTable
        caption="Sources"
        rows={sources}
        rowKey={(source) => source.slug}
        linked
        columns={[
          {
            key: 'name',
            title: 'Source',
            width: '22%',
            clip: true,
            cell: (source) => (
              <RowLink href={paths.source(source.slug)} title={source.name}>
                {source.name}
              </RowLink>
            ),
          },
          {
            key: 'table',
            title: 'Reads',
            width: '20%',
            clip: true,
            cell: (source) => <Id>{source.reads}</Id>,
          },
          {
            key: 'shape',
            title: 'Shape',
            width: '90px',
            from: 'roomy',
            cell: (source) => shapes[source.shape],
          },
          {
            key: 'identifiers',
            title: 'Identifiers',
            clip: true,
            from: 'wide',
            cell: (source) =>
              source.identifiers.length === 0 ? <Dim>none</Dim> : source.identifiers.map(humanise).join(', '),
          },
          {
            key: 'state',
            title: 'State',
            width: '120px',
            cell: (source) => {
              const state = states.get(source.slug);
              if (state?.state === 'ready') return <Status tone="good">Read</Status>;
              return state?.state === 'missing' ? (
                <Status tone="warning">Missing</Status>
              ) : (
                <Status tone="bad">Failed</Status>
              );
            },
          },
          {
            key: 'rows',
            title: 'Rows',
            align: 'end',
            width: '110px',
            cell: (source) => {
              const state = states.get(source.slug);
              return (
                <Count
                  value={state?.state === 'ready' ? state.rows : null}
                  href={paths.source(source.slug)}
                  reason="Could not be read"
                />
              );
            },
          },
          {
            key: 'newest',
            title: 'Newest row',
            align: 'end',
            width: '190px',
            cell: (source) => <Newest source={source} state={states.get(source.slug)} zone={zone} />,
          },
        ]}
      />
      {readable < sources.length ? (
        <Note>
          {readable} of {sources.length} sources could be read.{' '}
          {missing.map((source) => {
            const state = states.get(source.slug);
            return state?.state === 'missing' ? (
              <Prose key={source.slug} text={`${source.name}: ${state.mend} `} />
            ) : null;
          })}
        </Note>
      ) : null}
      {failed[0]?.state === 'failed' ? <ProblemNote problem={failed[0].problem} /> : null}
    </>
  );
}

export default async function SourcesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const [{ zone }, sources] = await Promise.all([currentWorkspace(), sourceSummaries()]);
  return (
    <Page
      title="Sources"
      lead="Tables of the warehouse whose rows say something of people. Read now, as they are."
    >
      {sources.length === 0 ? (
        <Empty detail="Declare one as a file, `sources/NAME.yml`, and run `./weft apply`.">
          No source is declared.
        </Empty>
      ) : (
        <Part load={sourceStates} pending={<PendingRows rows={sources.length} />}>
          {(states) => <Sources sources={sources} states={states} paths={pathsOf(workspace)} zone={zone} />}
        </Part>
      )}
    </Page>
  );
}
