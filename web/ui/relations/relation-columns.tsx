import { getTranslations } from 'next-intl/server';
import type { ShownProfiles } from '../../data/column-profiles.ts';
import type { SourceColumn, SourceSample } from '../../data/sources.ts';
import { ProfiledRows, profileCells } from '../column-profile.tsx';
import { DataTable, type TableColumn } from '../data-table.tsx';
import { Section } from '../page.tsx';
import { SampleRows } from '../sample-rows.tsx';
import { Dim, Id } from '../values.tsx';

interface RelationColumnsProps {
  sample: SourceSample;
  profiles: ShownProfiles;
  zone: string;
  reveal: string | null;
}

/** The columns of a source or an entity, what their values are like, and some of its rows. */
export async function RelationColumns({ sample, profiles, zone, reveal }: RelationColumnsProps) {
  const [words, ofColumns] = await Promise.all([
    getTranslations('sources.detail'),
    getTranslations('sources.columns'),
  ]);
  const columns: TableColumn<SourceColumn>[] = [
    {
      key: 'name',
      title: ofColumns('column'),
      width: '18%',
      clip: true,
      cell: ({ name, description }) => (
        <span title={description === null ? name : `${name}: ${description}`}>
          <Id>{name}</Id> {description === null ? null : <Dim>{description}</Dim>}
        </span>
      ),
    },
    {
      key: 'type',
      title: ofColumns('type'),
      width: '124px',
      clip: true,
      from: 'wide',
      cell: (column) => <span title={column.type.toLowerCase()}>{column.type.toLowerCase()}</span>,
    },
    {
      key: 'role',
      title: words('role'),
      width: '22%',
      clip: true,
      from: 'roomy',
      cell: ({ role, personal }) => {
        const said = [role, personal ? words('personalRole') : null]
          .filter((part) => part !== null)
          .join(', ');
        return said === '' ? (
          <Dim>–</Dim>
        ) : (
          <span title={said}>{said.slice(0, 1).toUpperCase() + said.slice(1)}</span>
        );
      },
    },
    ...profileCells<SourceColumn>(({ name }) => profiles.byColumn.get(name), zone),
  ];
  return (
    <>
      <Section title={words('columns')} aside={<ProfiledRows of={profiles.of} zone={zone} />}>
        <DataTable
          caption={words('columns')}
          columns={columns}
          rows={sample.columns}
          rowKey={(column) => column.name}
        />
      </Section>
      <Section title={words('sample')}>
        <SampleRows columns={sample.columns} rows={sample.rows} reveal={sample.revealed ? null : reveal} />
      </Section>
    </>
  );
}
