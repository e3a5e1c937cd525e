import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../data/authorise.ts';
import { statements } from '../../../../../data/statements.ts';
import { DataTable, RowLink } from '../../../../../ui/data-table.tsx';
import { GoButton } from '../../../../../ui/go-button.tsx';
import { Empty } from '../../../../../ui/notes.tsx';
import { Page } from '../../../../../ui/page.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { Id } from '../../../../../ui/values.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models.sql'))('title') };
}

export default async function StatementsPage({ params }: { params: Promise<{ workspace: string }> }) {
  const paths = pathsOf((await params).workspace);
  const [words, found, runs] = await Promise.all([
    getTranslations('models.sql'),
    statements(),
    may('data.edit'),
  ]);
  return (
    <Page
      title={words('title')}
      lead={words('lead')}
      actions={runs ? <GoButton href={paths.query}>{words('query')}</GoButton> : null}
    >
      {found.length === 0 ? (
        <Empty detail={words('noneDetail')}>{words('none')}</Empty>
      ) : (
        <DataTable
          caption={words('title')}
          rows={found}
          rowKey={({ kind, slug }) => `${kind}/${slug}`}
          linked
          columns={[
            {
              key: 'name',
              title: words('name'),
              width: '26%',
              clip: true,
              cell: ({ kind, slug, name }) => (
                <RowLink href={paths.statement(kind, slug)} title={name}>
                  {name}
                </RowLink>
              ),
            },
            { key: 'kind', title: words('kind'), width: '110px', cell: ({ kind }) => words(kind) },
            {
              key: 'sql',
              title: words('statement'),
              clip: true,
              cell: ({ sql }) => <Id>{sql.replaceAll(/\s+/g, ' ').slice(0, 300)}</Id>,
            },
          ]}
        />
      )}
    </Page>
  );
}
