import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../data/authorise.ts';
import {
  catalogueTable,
  type TableColumns,
  tableColumns,
  tableSample,
} from '../../../../../../data/catalogue.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { ProfiledRows, profileCells } from '../../../../../../ui/column-profile.tsx';
import { DataTable, type TableColumn } from '../../../../../../ui/data-table.tsx';
import { DeclaredAs } from '../../../../../../ui/declared-as.tsx';
import { GoButton } from '../../../../../../ui/go-button.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../../ui/page.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../../ui/paths.ts';
import { SampleRows } from '../../../../../../ui/sample-rows.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';
import { Count, Dim, Id } from '../../../../../../ui/values.tsx';

interface TablePageProps {
  params: Promise<{ workspace: string; table: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the address names; a name that is not encoded as one names nothing. */
function tableNamed(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export async function generateMetadata({ params }: TablePageProps): Promise<Metadata> {
  return { title: tableNamed((await params).table) };
}

async function Columns({ of: { columns, profiles }, zone }: { of: TableColumns; zone: string }) {
  const words = await getTranslations('sources.columns');
  type Row = TableColumns['columns'][number];
  const shown: TableColumn<Row>[] = [
    { key: 'name', title: words('column'), width: '24%', clip: true, cell: ({ name }) => <Id>{name}</Id> },
    {
      key: 'type',
      title: words('type'),
      width: '150px',
      clip: true,
      from: 'roomy',
      cell: ({ type }) => <span title={type.toLowerCase()}>{type.toLowerCase()}</span>,
    },
    {
      key: 'personal',
      title: words('personal'),
      width: '100px',
      from: 'wide',
      cell: ({ personal }) => (personal ? words('yes') : <Dim>{words('no')}</Dim>),
    },
    ...profileCells<Row>(({ name }) => profiles.byColumn.get(name), zone),
  ];
  return (
    <Section
      title={words('title', { count: columns.length })}
      aside={<ProfiledRows of={profiles.of} zone={zone} />}
    >
      <DataTable caption={words('caption')} columns={shown} rows={columns} rowKey={({ name }) => name} />
    </Section>
  );
}

export default async function CatalogueTablePage({ params, searchParams }: TablePageProps) {
  const { workspace, table } = await params;
  const path = tableNamed(table);
  const [words, { zone }, found, editor, personal, asked] = await Promise.all([
    getTranslations('sources.catalogue'),
    currentWorkspace(),
    catalogueTable(path),
    may('data.edit'),
    may('personal.read'),
    searchParams,
  ]);
  if (found === null) notFound();
  const paths = pathsOf(workspace);
  const reveal = asked.personal === 'shown';
  return (
    <Page
      title={path}
      lead={
        <>
          {words(found.kind === 'table' ? 'aTable' : 'aView')}{' '}
          {found.rows === null ? null : words.rich('withRows', { rows: () => <Count value={found.rows} /> })}{' '}
          {found.own ? (
            words('ownTable')
          ) : (
            <>
              {words('declaredAs')}: <DeclaredAs declared={found.declared} paths={paths} />
            </>
          )}
        </>
      }
      actions={
        editor && !found.own ? (
          <>
            <GoButton href={paths.newEntity({ table: path })}>{words('asEntity')}</GoButton>
            <GoButton href={paths.newSource({ table: path })} filled={found.declared.length === 0}>
              {words('asSource')}
            </GoButton>
          </>
        ) : null
      }
    >
      <Part load={() => tableColumns(path)} pending={<PendingRows rows={12} />}>
        {(columns) => <Columns of={columns} zone={zone} />}
      </Part>
      <Section title={words('sample')}>
        {found.readable ? (
          <Part load={() => tableSample(path, reveal)} pending={<PendingRows rows={12} />}>
            {(sample) => (
              <SampleRows
                {...sample}
                reveal={personal ? paths.catalogueTable(path, { personal: 'shown' }) : null}
              />
            )}
          </Part>
        ) : (
          <Empty quiet>{words('noPermission')}</Empty>
        )}
      </Section>
    </Page>
  );
}
