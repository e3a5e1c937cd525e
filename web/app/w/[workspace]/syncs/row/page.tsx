import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { mostMoments, rowLife } from '../../../../../data/row-life.ts';
import { findSync } from '../../../../../data/syncs.ts';
import { currentWorkspace } from '../../../../../data/workspace.ts';
import { Go } from '../../../../../ui/go.tsx';
import { Empty, Note } from '../../../../../ui/notes.tsx';
import { Page, Section } from '../../../../../ui/page.tsx';
import { Part } from '../../../../../ui/part.tsx';
import { pathsOf } from '../../../../../ui/paths.ts';
import { listQuery } from '../../../../../ui/query.ts';
import { RowLife } from '../../../../../ui/row-life.tsx';
import { SearchField } from '../../../../../ui/search-field.tsx';
import { PendingRows } from '../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('runs'))('life.title') };
}

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RowLifePage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const [{ zone }, words] = await Promise.all([currentWorkspace(), getTranslations('runs.life')]);
  const { q, sync: slug } = await listQuery(searchParams, { sort: '', direction: 'desc' });
  const sync = slug === null ? null : await findSync(slug);
  const paths = pathsOf(workspace);
  return (
    <Page title={words('title')} lead={words('lead')}>
      <SearchField label={words('key')} placeholder={words('keyHint')} />
      {q === '' ? (
        <Empty detail={words('typeDetail')}>{words('type')}</Empty>
      ) : (
        <Section
          title={sync === null ? words('inAll') : words('inOne', { sync: sync.name })}
          aside={sync === null ? null : <Go href={paths.syncRow({ q })}>{words('lookInAll')}</Go>}
        >
          <Part key={q} load={() => rowLife(q, sync?.slug ?? null)} pending={<PendingRows rows={5} />}>
            {(life) =>
              life.length === 0 ? (
                <Empty detail={words('noneDetail')}>{words('none', { key: q })}</Empty>
              ) : (
                <>
                  <RowLife moments={life} paths={paths} zone={zone} />
                  {life.length === mostMoments ? (
                    <Note>{words('latest', { count: mostMoments })}</Note>
                  ) : null}
                </>
              )
            }
          </Part>
        </Section>
      )}
    </Page>
  );
}
