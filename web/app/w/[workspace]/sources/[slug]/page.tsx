import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../models/words/names.ts';
import { may } from '../../../../../data/authorise.ts';
import { profilesOf } from '../../../../../data/column-profiles.ts';
import {
  findSource,
  relationSample,
  type SourceDetail,
  type SourceState,
  sourceState,
} from '../../../../../data/sources.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Go } from '../../../../../ui/go.tsx';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { RelationColumns } from '../../../../../ui/relation-columns.tsx';
import { PendingRows, PendingTiles } from '../../../../../ui/skeletons.tsx';
import { Count, Id, Missing, Tile, Tiles, Time } from '../../../../../ui/values.tsx';

interface SourcePageProps {
  params: Promise<{ workspace: string; slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  const source = await findSource((await params).slug);
  return { title: source?.name ?? (await getTranslations('sources'))('source') };
}

export default async function SourcePage({ params, searchParams }: SourcePageProps) {
  const { slug, workspace } = await params;
  const [words, { zone }, source, editor, personal, asked] = await Promise.all([
    getTranslations('sources.detail'),
    currentWorkspace(),
    findSource(slug),
    may('data.edit'),
    may('personal.read'),
    searchParams,
  ]);
  if (source === null) notFound();
  const paths = pathsOf(workspace);
  const reveal = asked.personal === 'shown';
  return (
    <Page
      title={source.name}
      lead={
        <>
          {source.description ? <>{source.description} </> : null}
          {words.rich(source.shape === 'events' ? 'eventsOf' : 'rowsOf', {
            table: () => <SourceTable source={source} paths={paths} />,
            key: () => <Id>{source.key.join(', ')}</Id>,
          })}
        </>
      }
      actions={
        <>
          {source.statement === null ? null : (
            <GoButton href={paths.statement('source', slug)}>{words('statement')}</GoButton>
          )}
          {editor ? (
            <GoButton href={paths.sourceEdit(slug)} filled>
              {words('edit')}
            </GoButton>
          ) : null}
        </>
      }
    >
      <Part load={() => sourceState(slug)} pending={<PendingTiles />}>
        {(state) => <StateTiles source={source} state={state} zone={zone} />}
      </Part>
      <Part
        load={() => Promise.all([relationSample('source', slug, reveal), profilesOf(`source/${slug}`)])}
        pending={<PendingRows rows={12} />}
      >
        {([sample, profiles]) => (
          <RelationColumns
            sample={sample}
            profiles={profiles}
            zone={zone}
            reveal={personal ? paths.source(slug, { personal: 'shown' }) : null}
          />
        )}
      </Part>
    </Page>
  );
}

function SourceTable({ source, paths }: { source: SourceDetail; paths: Paths }) {
  if (source.statement !== null) return <Id>SQL</Id>;
  return (
    <Go href={paths.catalogueTable(source.reads)}>
      <Id>{source.reads}</Id>
    </Go>
  );
}

async function StateTiles({
  source,
  state,
  zone,
}: {
  source: SourceDetail;
  state: SourceState;
  zone: string;
}) {
  const [words, ofDetail] = await Promise.all([
    getTranslations('sources'),
    getTranslations('sources.detail'),
  ]);
  if (state.state === 'failed') return <ProblemNote problem={state.problem} />;
  if (state.state === 'missing') return <Empty detail={state.mend}>{ofDetail('notYet')}</Empty>;
  return (
    <Tiles>
      <Tile label={words('rows')} value={<Count value={state.rows} />} note={ofDetail('readNow')} />
      <Tile
        label={words('newest')}
        value={source.hasTime ? <Time at={state.newest} zone={zone} /> : <Missing reason={words('noTime')} />}
        note={source.time === null ? ofDetail('noTimeDeclared') : ofDetail('byTime', { column: source.time })}
      />
      <Tile
        label={words('identifiers')}
        value={<Count value={source.identifiers.length} />}
        note={source.identifiers.map(humanise).join(', ')}
      />
    </Tiles>
  );
}
