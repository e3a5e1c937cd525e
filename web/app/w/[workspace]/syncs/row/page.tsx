import type { Metadata } from 'next';
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

export const metadata: Metadata = { title: 'Life of a row' };

interface PageProps {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RowLifePage({ params, searchParams }: PageProps) {
  const { workspace } = await params;
  const { zone } = await currentWorkspace();
  const { q, sync: slug } = await listQuery(searchParams, { sort: '', direction: 'desc' });
  const sync = slug === null ? null : await findSync(slug);
  const paths = pathsOf(workspace);
  return (
    <Page
      title="Life of a row"
      lead="What each run of each sync did with the rows of a key, the latest first: what was sent, what came back and why."
    >
      <SearchField
        label="Key of the row"
        placeholder="Key at the destination, such as an e-mail address or an id"
      />
      {q === '' ? (
        <Empty detail="A key is what names a row at its destination; the lists of rows in a run show it.">
          Type the whole key of a row.
        </Empty>
      ) : (
        <Section
          title={sync === null ? 'In all syncs' : `In ${sync.name}`}
          aside={sync === null ? null : <Go href={paths.syncRow({ q })}>Look in all syncs</Go>}
        >
          <Part key={q} load={() => rowLife(q, sync?.slug ?? null)} pending={<PendingRows rows={5} />}>
            {(life) =>
              life.length === 0 ? (
                <Empty detail="The key is compared as a whole, and as it is sent: after it was normalised or hashed.">
                  {`No run planned a row “${q}”.`}
                </Empty>
              ) : (
                <>
                  <RowLife moments={life} paths={paths} zone={zone} />
                  {life.length === mostMoments ? <Note>The latest {mostMoments} are shown.</Note> : null}
                </>
              )
            }
          </Part>
        </Section>
      )}
    </Page>
  );
}
