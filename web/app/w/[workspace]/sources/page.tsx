import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../models/words/names.ts';
import { may } from '../../../../data/authorise.ts';
import {
  type SourceState,
  type SourceSummary,
  sourceStates,
  sourceSummaries,
} from '../../../../data/sources.ts';
import { currentWorkspace } from '../../../../data/workspace.ts';
import { DataTable, RowLink } from '../../../../ui/data-table.tsx';
import { GoButton } from '../../../../ui/go-button.tsx';
import { Empty, Note, ProblemNote } from '../../../../ui/notes.tsx';
import { Page } from '../../../../ui/page.tsx';
import { Part } from '../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../ui/paths.ts';
import { Prose } from '../../../../ui/prose.tsx';
import { PendingRows } from '../../../../ui/skeletons.tsx';
import { Status } from '../../../../ui/status.tsx';
import { Count, Dim, Id, Missing, Time } from '../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sources'))('title') };
}

const shapes = { rows: 'shapeRows', events: 'shapeEvents' } as const;

interface SourcesProps {
  sources: SourceSummary[];
  states: Map<string, SourceState>;
  paths: Paths;
  zone: string;
}

async function Newest({
  source,
  state,
  zone,
}: {
  source: SourceSummary;
  state: SourceState | undefined;
  zone: string;
}) {
  const words = await getTranslations('sources');
  if (!source.hasTime) return <Missing reason={words('noTime')} />;
  return state?.state === 'ready' ? (
    <Time at={state.newest} zone={zone} />
  ) : (
    <Missing reason={words('unread')} />
  );
}

async function Sources({ sources, states, paths, zone }: SourcesProps) {
  const words = await getTranslations('sources');
  const readable = sources.filter((source) => states.get(source.slug)?.state === 'ready').length;
  const failed = [...states.values()].filter((state) => state.state === 'failed');
  const missing = sources.filter((source) => states.get(source.slug)?.state === 'missing');
  return (
    <>
      <DataTable
        caption={words('title')}
        rows={sources}
        rowKey={(source) => source.slug}
        linked
        columns={[
          {
            key: 'name',
            title: words('source'),
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
            title: words('reads'),
            width: '20%',
            clip: true,
            cell: (source) => <Id>{source.reads}</Id>,
          },
          {
            key: 'shape',
            title: words('shape'),
            width: '90px',
            from: 'roomy',
            cell: (source) => words(shapes[source.shape]),
          },
          {
            key: 'identifiers',
            title: words('identifiers'),
            clip: true,
            from: 'wide',
            cell: (source) =>
              source.identifiers.length === 0 ? (
                <Dim>{words('noIdentifiers')}</Dim>
              ) : (
                source.identifiers.map(humanise).join(', ')
              ),
          },
          {
            key: 'state',
            title: words('state'),
            width: '120px',
            cell: (source) => {
              const state = states.get(source.slug);
              if (state?.state === 'ready') return <Status tone="good">{words('read')}</Status>;
              return state?.state === 'missing' ? (
                <Status tone="warning">{words('missing')}</Status>
              ) : (
                <Status tone="bad">{words('failed')}</Status>
              );
            },
          },
          {
            key: 'rows',
            title: words('rows'),
            align: 'end',
            width: '110px',
            cell: (source) => {
              const state = states.get(source.slug);
              return (
                <Count
                  value={state?.state === 'ready' ? state.rows : null}
                  href={paths.source(source.slug)}
                  reason={words('unread')}
                />
              );
            },
          },
          {
            key: 'newest',
            title: words('newest'),
            align: 'end',
            width: '190px',
            cell: (source) => <Newest source={source} state={states.get(source.slug)} zone={zone} />,
          },
        ]}
      />
      {readable < sources.length ? (
        <Note>
          {words('someRead', { read: readable, all: sources.length })}{' '}
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
  const [words, { zone }, sources, editor] = await Promise.all([
    getTranslations('sources'),
    currentWorkspace(),
    sourceSummaries(),
    may('data.edit'),
  ]);
  const paths = pathsOf(workspace);
  const connect = editor ? (
    <GoButton href={paths.catalogue()} filled>
      {words('connect')}
    </GoButton>
  ) : null;
  return (
    <Page title={words('title')} lead={words('lead')} actions={sources.length === 0 ? null : connect}>
      {sources.length === 0 ? (
        <Empty detail={words('noneDetail')} action={connect}>
          {words('none')}
        </Empty>
      ) : (
        <Part load={sourceStates} pending={<PendingRows rows={sources.length} />}>
          {(states) => <Sources sources={sources} states={states} paths={paths} zone={zone} />}
        </Part>
      )}
    </Page>
  );
}
