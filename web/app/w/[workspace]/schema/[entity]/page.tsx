import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { profilesOf } from '../../../../../data/column-profiles.ts';
import { type EntityDetail, findEntity } from '../../../../../data/schema.ts';
import { entityState, relationSample, type SourceState } from '../../../../../data/sources.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Go } from '../../../../../ui/go.tsx';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { Empty, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { RelationColumns } from '../../../../../ui/relation-columns.tsx';
import { PendingRows, PendingTiles } from '../../../../../ui/skeletons.tsx';
import { UsedBy } from '../../../../../ui/used-by.tsx';
import { Count, Id, Missing, Tile, Tiles, Time } from '../../../../../ui/values.tsx';

interface EntityPageProps {
  params: Promise<{ workspace: string; entity: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: EntityPageProps): Promise<Metadata> {
  const entity = await findEntity((await params).entity);
  return { title: entity?.name ?? (await getTranslations('sources.schema'))('entity') };
}

export default async function EntityPage({ params, searchParams }: EntityPageProps) {
  const { workspace, entity: slug } = await params;
  const [words, ofDetail, { zone }, entity, editor, personal, asked] = await Promise.all([
    getTranslations('sources.entity'),
    getTranslations('sources.detail'),
    currentWorkspace(),
    findEntity(slug),
    may('data.edit'),
    may('personal.read'),
    searchParams,
  ]);
  if (entity === null) notFound();
  const paths = pathsOf(workspace);
  const reveal = asked.personal === 'shown';
  return (
    <Page
      title={entity.name}
      lead={
        <>
          {entity.description === null ? null : <>{entity.description} </>}
          {words.rich('lead', {
            table: () =>
              entity.statement ? (
                <Id>SQL</Id>
              ) : (
                <Go href={paths.catalogueTable(entity.reads)}>
                  <Id>{entity.reads}</Id>
                </Go>
              ),
            key: () => <Id>{entity.key.join(', ')}</Id>,
          })}
        </>
      }
      actions={
        <>
          {entity.statement ? (
            <GoButton href={paths.statement('entity', slug)}>{ofDetail('statement')}</GoButton>
          ) : null}
          {editor ? (
            <GoButton href={paths.entityEdit(slug)} filled>
              {words('edit')}
            </GoButton>
          ) : null}
        </>
      }
    >
      <Part load={() => entityState(slug)} pending={<PendingTiles />}>
        {(state) => <StateTiles entity={entity} state={state} zone={zone} />}
      </Part>
      <Section title={words('joins')}>
        <Joins entity={entity} paths={paths} />
      </Section>
      <Section title={words('usedBy', { count: entity.uses.length })}>
        {entity.uses.length === 0 ? null : (
          <UsedBy caption={words('usedBy', { count: entity.uses.length })} uses={entity.uses} paths={paths} />
        )}
      </Section>
      <Part
        load={() => Promise.all([relationSample('entity', slug, reveal), profilesOf(`entity/${slug}`)])}
        pending={<PendingRows rows={12} />}
      >
        {([sample, profiles]) => (
          <RelationColumns
            sample={sample}
            profiles={profiles}
            zone={zone}
            reveal={personal ? paths.entity(slug, { personal: 'shown' }) : null}
          />
        )}
      </Part>
    </Page>
  );
}

async function StateTiles({
  entity,
  state,
  zone,
}: {
  entity: EntityDetail;
  state: SourceState;
  zone: string;
}) {
  const [words, ofSources, ofDetail] = await Promise.all([
    getTranslations('sources.entity'),
    getTranslations('sources'),
    getTranslations('sources.detail'),
  ]);
  if (state.state === 'failed') return <ProblemNote problem={state.problem} />;
  if (state.state === 'missing') return <Empty detail={state.mend}>{words('notYet')}</Empty>;
  const { person } = entity;
  return (
    <Tiles>
      <Tile label={ofSources('rows')} value={<Count value={state.rows} />} note={ofDetail('readNow')} />
      <Tile
        label={ofSources('newest')}
        value={
          state.newest === null ? (
            <Missing reason={ofDetail('noTimeDeclared')} />
          ) : (
            <Time at={state.newest} zone={zone} />
          )
        }
        note={entity.time === null ? ofDetail('noTimeDeclared') : ofDetail('byTime', { column: entity.time })}
      />
      <Tile
        label={words('person')}
        value={person === null ? words('nobody') : person.type}
        note={
          person === null
            ? undefined
            : person.through.length > 0
              ? words('personThrough', { join: person.through.join('.') })
              : words('personBy', { column: person.column, type: person.type })
        }
      />
    </Tiles>
  );
}

async function Joins({ entity, paths }: { entity: EntityDetail; paths: Paths }) {
  const words = await getTranslations('sources.entity');
  if (entity.joins.length === 0) return <Empty quiet>{words('noJoins')}</Empty>;
  return (
    <DataTable
      caption={words('joins')}
      rows={entity.joins}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', title: words('join'), width: '24%', clip: true, cell: ({ name }) => <Id>{name}</Id> },
        {
          key: 'to',
          title: words('leadsTo'),
          clip: true,
          cell: ({ to }) => <Go href={paths.entity(to.slug)}>{to.name}</Go>,
        },
        { key: 'on', title: words('by'), width: '28%', clip: true, cell: ({ on }) => <Id>{on}</Id> },
        {
          key: 'many',
          title: words('rowsEach'),
          width: '140px',
          cell: ({ many }) => words(many ? 'many' : 'one'),
        },
      ]}
    />
  );
}
