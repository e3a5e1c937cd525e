import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { type CatalogueSchema, type CatalogueTable, catalogue } from '../../../../../data/catalogue.ts';
import { connection } from '../../../../../data/connection.ts';
import { DataTable, RowLink } from '../../../../../ui/data-table.tsx';
import { DeclaredAs } from '../../../../../ui/declared-as.tsx';
import { Go } from '../../../../../ui/go.tsx';
import { List } from '../../../../../ui/list.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { type Paths, pathsOf } from '../../../../../ui/paths.ts';
import { listQuery } from '../../../../../ui/query.ts';
import { SearchField } from '../../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../../ui/skeletons.tsx';
import { UploadFile } from '../../../../../ui/sources/upload-file.tsx';
import { Count, Dim, Id } from '../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('sources.catalogue'))('title') };
}

interface CataloguePageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

async function SchemaTables({ schema, paths }: { schema: CatalogueSchema; paths: Paths }) {
  const words = await getTranslations('sources.catalogue');
  return (
    <Section
      title={schema.name}
      aside={
        schema.own
          ? words('ownTables', { count: schema.tables.length })
          : words('tables', { count: schema.tables.length })
      }
    >
      <DataTable<CatalogueTable>
        caption={words('tablesOf', { schema: schema.name })}
        rows={schema.tables}
        rowKey={({ path }) => path}
        linked
        columns={[
          {
            key: 'name',
            title: words('table'),
            width: '34%',
            clip: true,
            cell: ({ path, name, matching }) => (
              <>
                <RowLink href={paths.catalogueTable(path)} title={path}>
                  {name}
                </RowLink>{' '}
                {matching.length > 0 ? <Dim>{matching.slice(0, 4).join(', ')}</Dim> : null}
              </>
            ),
          },
          {
            key: 'kind',
            title: words('kind'),
            width: '90px',
            from: 'roomy',
            cell: ({ kind }) => words(kind),
          },
          {
            key: 'declared',
            title: words('declaredAs'),
            clip: true,
            cell: ({ declared }) =>
              schema.own ? <Dim>{words('byWeft')}</Dim> : <DeclaredAs declared={declared} paths={paths} />,
          },
          {
            key: 'rows',
            title: words('rows'),
            align: 'end',
            width: '120px',
            cell: ({ rows }) => <Count value={rows} reason={words('notCounted')} />,
          },
        ]}
      />
    </Section>
  );
}

export default async function CataloguePage({ params, searchParams }: CataloguePageProps) {
  const { workspace } = await params;
  const { q } = await listQuery(searchParams, { sort: 'name', direction: 'asc' });
  const [words, facts, editor] = await Promise.all([
    getTranslations('sources.catalogue'),
    connection(),
    may('data.edit'),
  ]);
  const paths = pathsOf(workspace);
  return (
    <Page
      title={words('title')}
      lead={words.rich('lead', {
        warehouse: () => <Go href={paths.warehouse}>{facts.type}</Go>,
      })}
      actions={editor && facts.type === 'DuckLake' ? <UploadFile workspace={workspace} /> : null}
    >
      <List search={<SearchField label={words('search')} placeholder={words('searchHint')} />}>
        <Part load={() => catalogue(q)} pending={<PendingRows rows={14} />}>
          {(schemas) =>
            schemas.length > 0 ? (
              schemas.map((schema) => <SchemaTables key={schema.name} schema={schema} paths={paths} />)
            ) : q === '' ? (
              <Empty detail={words('emptyDetail')}>{words('empty')}</Empty>
            ) : (
              <Empty action={<Go href={paths.catalogue()}>{words('clear')}</Go>}>
                {words.rich('noMatch', { sought: () => <Id>{q}</Id> })}
              </Empty>
            )
          }
        </Part>
      </List>
    </Page>
  );
}
