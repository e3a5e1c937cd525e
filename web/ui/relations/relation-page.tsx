import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { nameOf } from '../../../models/words/names.ts';
import { may } from '../../data/authorise.ts';
import { newRelation, ofEntity, ofSource, relationInForce } from '../../data/relation-editing.ts';
import { Go } from '../go.tsx';
import { GoButton } from '../go-button.tsx';
import { Empty } from '../notes.tsx';
import { Page } from '../page.tsx';
import { Part } from '../part.tsx';
import { pathsOf } from '../paths.ts';
import { PendingRows } from '../skeletons.tsx';
import { Id } from '../values.tsx';
import { EntityEditor } from './entity-editor.tsx';
import { SourceEditor } from './source-editor.tsx';

type Editing = NonNullable<Awaited<ReturnType<typeof newRelation>>>;

function Editor({ editing, workspace }: { editing: Editing; workspace: string }) {
  if (ofSource(editing)) return <SourceEditor editing={editing} workspace={workspace} />;
  return ofEntity(editing) ? <EntityEditor editing={editing} workspace={workspace} /> : null;
}

/** The page that declares a source or an entity over a table. */
export async function NewRelationPage({
  kind,
  workspace,
  table,
}: {
  kind: 'source' | 'entity';
  workspace: string;
  table: string;
}) {
  const [words, editor] = await Promise.all([getTranslations('sources.editor'), may('data.edit')]);
  const paths = pathsOf(workspace);
  const title = words(kind === 'source' ? 'newSource' : 'newEntity');
  if (!editor) {
    return (
      <Page title={title}>
        <Empty>{words('noPermission')}</Empty>
      </Page>
    );
  }
  // It is declared over a table, and the catalogue is where one is chosen.
  if (table === '') redirect(paths.catalogue());
  return (
    <Page
      title={title}
      lead={words.rich('fromTable', {
        table: () => (
          <Go href={paths.catalogueTable(table)}>
            <Id>{table}</Id>
          </Go>
        ),
      })}
    >
      <Part load={() => newRelation(kind, table)} pending={<PendingRows rows={12} />}>
        {(editing) =>
          editing === null ? (
            <Empty action={<GoButton href={paths.catalogue()}>{words('chooseTable')}</GoButton>}>
              {words('noTable', { table: table.slice(0, 200) })}
            </Empty>
          ) : (
            <Editor editing={editing} workspace={workspace} />
          )
        }
      </Part>
    </Page>
  );
}

/** The page that changes a source or an entity; the caller knows that there is one. */
export async function EditRelationPage({
  kind,
  workspace,
  resource,
}: {
  kind: 'source' | 'entity';
  workspace: string;
  resource: { slug: string; name?: string | undefined; table?: string | undefined };
}) {
  const [words, editor] = await Promise.all([getTranslations('sources.editor'), may('data.edit')]);
  const paths = pathsOf(workspace);
  const { slug, table } = resource;
  return (
    <Page
      title={words('editSource', { name: nameOf(resource) })}
      lead={
        table === undefined
          ? words.rich('fromSql', { link: (text) => <Go href={paths.statement(kind, slug)}>{text}</Go> })
          : words.rich('overTable', {
              table: () => (
                <Go href={paths.catalogueTable(table)}>
                  <Id>{table}</Id>
                </Go>
              ),
            })
      }
    >
      {editor ? (
        <Part load={() => relationInForce(kind, slug)} pending={<PendingRows rows={12} />}>
          {(editing) => (editing === null ? null : <Editor editing={editing} workspace={workspace} />)}
        </Part>
      ) : (
        <Empty>{words('noPermission')}</Empty>
      )}
    </Page>
  );
}
