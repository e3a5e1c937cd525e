import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { humanise } from '../../../../../../models/words/names.ts';
import { profilesOf, type ShownProfiles } from '../../../../../data/column-profiles.ts';
import {
  findSource,
  type SourceColumn,
  type SourceSample,
  sourceSample,
  sourceState,
} from '../../../../../data/sources.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { ProfiledRows, profileCells } from '../../../../../ui/column-profile.tsx';
import { DataTable, type TableColumn } from '../../../../../ui/data-table.tsx';
import { Empty, Note, ProblemNote } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { PendingRows, PendingTiles } from '../../../../../ui/skeletons.tsx';
import { Count, Dim, Id, Masked, Missing, Tile, Tiles, Time } from '../../../../../ui/values.tsx';

export const metadata: Metadata = { title: 'Source' };

const columnsTable = (profiles: ShownProfiles, zone: string): TableColumn<SourceColumn>[] => [
  {
    key: 'name',
    title: 'Column',
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
    title: 'Type',
    width: '124px',
    clip: true,
    from: 'wide',
    cell: (column) => <span title={column.type.toLowerCase()}>{column.type.toLowerCase()}</span>,
  },
  {
    key: 'role',
    title: 'Role',
    width: '22%',
    clip: true,
    from: 'roomy',
    cell: ({ role, masked }) => {
      const said = [role, masked ? 'personal' : null].filter((part) => part !== null).join(', ');
      return said === '' ? (
        <Dim>–</Dim>
      ) : (
        <span title={said}>{said.slice(0, 1).toUpperCase() + said.slice(1)}</span>
      );
    },
  },
  ...profileCells<SourceColumn>(({ name }) => profiles.byColumn.get(name), zone),
];

function SampleRows({ sample }: { sample: SourceSample }) {
  if (sample.rows.length === 0) return <Empty>The table has no row.</Empty>;
  const numbered = sample.rows.map((row, place) => ({ place, row }));
  const isNumber = (column: SourceColumn) =>
    ['integer', 'decimal', 'double'].includes(column.kind) && !column.role;
  return (
    <>
      <DataTable
        caption="Sample rows"
        scroll
        rows={numbered}
        rowKey={({ place }) => String(place)}
        columns={sample.columns.map(
          (column): TableColumn<(typeof numbered)[number]> => ({
            key: column.name,
            title: column.name,
            align: isNumber(column) ? ('end' as const) : undefined,
            cell: ({ row }) => {
              const value = row[column.name] ?? null;
              if (value === null) return <Missing reason="Null" />;
              if (column.masked) return <Masked />;
              return value.length > 60 ? <span title={value}>{value.slice(0, 60)}…</span> : value;
            },
          }),
        )}
      />
      {sample.columns.some((column) => column.masked) ? (
        <Note>Personal columns read ••• here: their values stay in the warehouse.</Note>
      ) : null}
    </>
  );
}

export default async function SourcePage({
  params,
}: {
  params: Promise<{ workspace: string; slug: string }>;
}) {
  const { slug } = await params;
  const [{ zone }, source] = await Promise.all([currentWorkspace(), findSource(slug)]);
  if (source === null) notFound();
  return (
    <Page
      title={source.name}
      lead={
        <>
          {source.description ? <>{source.description} </> : null}
          {source.shape === 'events' ? 'Events' : 'Rows'} of <Id>{source.reads}</Id>, each named by{' '}
          <Id>{source.key.join(', ')}</Id>.
        </>
      }
    >
      <Part load={() => sourceState(slug)} pending={<PendingTiles />}>
        {(state) =>
          state.state === 'failed' ? (
            <ProblemNote problem={state.problem} />
          ) : state.state === 'missing' ? (
            <Empty detail={state.mend}>This source cannot be read yet.</Empty>
          ) : (
            <Tiles>
              <Tile label="Rows" value={<Count value={state.rows} />} note="read now" />
              <Tile
                label="Newest row"
                value={
                  source.hasTime ? (
                    <Time at={state.newest} zone={zone} />
                  ) : (
                    <Missing reason="No time column" />
                  )
                }
                note={source.time === null ? 'no time column is declared' : `by ${source.time}`}
              />
              <Tile
                label="Identifiers"
                value={<Count value={source.identifiers.length} />}
                note={source.identifiers.map(humanise).join(', ')}
              />
            </Tiles>
          )
        }
      </Part>
      <Part
        load={() => Promise.all([sourceSample(slug), profilesOf(`source/${slug}`)])}
        pending={<PendingRows rows={12} />}
      >
        {([sample, profiles]) => (
          <>
            <Section title="Columns" aside={<ProfiledRows of={profiles.of} zone={zone} />}>
              <DataTable
                caption="Columns"
                columns={columnsTable(profiles, zone)}
                rows={sample.columns}
                rowKey={(column) => column.name}
              />
            </Section>
            <Section title="Sample rows">
              <SampleRows sample={sample} />
            </Section>
          </>
        )}
      </Part>
    </Page>
  );
}
