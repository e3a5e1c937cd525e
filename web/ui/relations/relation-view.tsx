import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { may } from '../../data/authorise.ts';
import { profilesOf } from '../../data/column-profiles.ts';
import { type RelationDetail, relationSample, relationState, type SourceState } from '../../data/sources.ts';
import { currentWorkspace } from '../../data/workspace.ts';
import { Go } from '../go.tsx';
import { GoButton } from '../go-button.tsx';
import { Empty, ProblemNote } from '../notes.tsx';
import { Page } from '../page.tsx';
import { Part } from '../part.tsx';
import { pathsOf } from '../paths.ts';
import { PendingRows, PendingTiles } from '../skeletons.tsx';
import { Count, Id, Missing, Tile, Tiles, Time } from '../values.tsx';
import { RelationColumns } from './relation-columns.tsx';

interface RelationViewProps {
  kind: 'source' | 'entity';
  relation: RelationDetail;
  workspace: string;
  /** Whether its rows are events. */
  events?: boolean;
  /** Whether personal values are asked for. */
  reveal: boolean;
  /** Beside how many rows it has and how new they are: what it says of people. */
  tile: ReactNode;
  /** Between these and the columns. */
  children?: ReactNode;
}

/** A source or an entity: what it reads, how its rows are now, its columns and some of its rows. */
export async function RelationView(props: RelationViewProps) {
  const { kind, relation, workspace, events = false, reveal, tile, children } = props;
  const { slug, name, description, reads, statement, key } = relation;
  const [words, { zone }, editor, personal] = await Promise.all([
    getTranslations('sources.detail'),
    currentWorkspace(),
    may('data.edit'),
    may('personal.read'),
  ]);
  const paths = pathsOf(workspace);
  const [own, edit] = kind === 'source' ? [paths.source, paths.sourceEdit] : [paths.entity, paths.entityEdit];
  return (
    <Page
      title={name}
      lead={
        <>
          {description === null ? null : <>{description} </>}
          {words.rich(events ? 'eventsOf' : 'rowsOf', {
            table: () =>
              statement ? (
                <Id>SQL</Id>
              ) : (
                <Go href={paths.catalogueTable(reads)}>
                  <Id>{reads}</Id>
                </Go>
              ),
            key: () => <Id>{key.join(', ')}</Id>,
          })}
        </>
      }
      actions={
        <>
          {statement ? <GoButton href={paths.statement(kind, slug)}>{words('statement')}</GoButton> : null}
          {editor ? (
            <GoButton href={edit(slug)} filled>
              {words('edit')}
            </GoButton>
          ) : null}
        </>
      }
    >
      <Part load={() => relationState(kind, slug)} pending={<PendingTiles />}>
        {(state) => <StateTiles {...{ kind, relation, state, zone, tile }} />}
      </Part>
      {children}
      <Part
        load={() => Promise.all([relationSample(kind, slug, reveal), profilesOf(`${kind}/${slug}`)])}
        pending={<PendingRows rows={12} />}
      >
        {([sample, profiles]) => (
          <RelationColumns
            sample={sample}
            profiles={profiles}
            zone={zone}
            reveal={personal ? own(slug, { personal: 'shown' }) : null}
          />
        )}
      </Part>
    </Page>
  );
}

async function StateTiles({
  kind,
  relation: { time },
  state,
  zone,
  tile,
}: Pick<RelationViewProps, 'kind' | 'relation' | 'tile'> & { state: SourceState; zone: string }) {
  const [words, ofSources] = await Promise.all([
    getTranslations('sources.detail'),
    getTranslations('sources'),
  ]);
  if (state.state === 'failed') return <ProblemNote problem={state.problem} />;
  if (state.state === 'missing') return <Empty detail={state.mend}>{words('notYet', { kind })}</Empty>;
  return (
    <Tiles>
      <Tile label={ofSources('rows')} value={<Count value={state.rows} />} note={words('readNow')} />
      <Tile
        label={ofSources('newest')}
        value={
          time === null ? (
            <Missing reason={words('noTimeDeclared')} />
          ) : (
            <Time at={state.newest} zone={zone} />
          )
        }
        note={time === null ? words('noTimeDeclared') : words('byTime', { column: time })}
      />
      {tile}
    </Tiles>
  );
}
