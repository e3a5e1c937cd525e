import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { type EntityDetail, findEntity } from '../../../../../data/schema.ts';
import { DataTable } from '../../../../../ui/data-table.tsx';
import { Go } from '../../../../../ui/go.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Section } from '../../../../../ui/page.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { RelationView } from '../../../../../ui/relations/relation-view.tsx';
import { UsedBy } from '../../../../../ui/used-by.tsx';
import { Id, Tile } from '../../../../../ui/values.tsx';

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
  const [words, entity, asked] = await Promise.all([
    getTranslations('sources.entity'),
    findEntity(slug),
    searchParams,
  ]);
  if (entity === null) notFound();
  const paths = pathsOf(workspace);
  return (
    <RelationView
      kind="entity"
      relation={entity}
      workspace={workspace}
      reveal={asked.personal === 'shown'}
      tile={<PersonTile person={entity.person} />}
    >
      <Section title={words('joins')}>
        <Joins entity={entity} paths={paths} />
      </Section>
      <Section title={words('usedBy', { count: entity.uses.length })}>
        {entity.uses.length === 0 ? null : (
          <UsedBy caption={words('usedBy', { count: entity.uses.length })} uses={entity.uses} paths={paths} />
        )}
      </Section>
    </RelationView>
  );
}

async function PersonTile({ person }: Pick<EntityDetail, 'person'>) {
  const words = await getTranslations('sources.entity');
  return (
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
