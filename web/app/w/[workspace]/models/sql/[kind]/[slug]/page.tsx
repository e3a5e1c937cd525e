import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { may } from '../../../../../../../data/authorise.ts';
import { isStatementKind, statementInForce } from '../../../../../../../data/statements.ts';
import { dialect } from '../../../../../../../data/warehouse.ts';
import { Go } from '../../../../../../../ui/go.tsx';
import { Page } from '../../../../../../../ui/page.tsx';
import { pathsOf, resourcePath } from '../../../../../../../ui/paths.ts';
import { StatementEditor } from '../../../../../../../ui/sql/statement-editor.tsx';

interface StatementPageProps {
  params: Promise<{ workspace: string; kind: string; slug: string }>;
}

async function statementNamed({ params }: StatementPageProps) {
  const { kind, slug } = await params;
  return isStatementKind(kind) ? statementInForce(kind, slug) : null;
}

export async function generateMetadata(props: StatementPageProps): Promise<Metadata> {
  const [words, found] = await Promise.all([getTranslations('models.sql'), statementNamed(props)]);
  return { title: words('editorOf', { name: found?.name ?? '' }) };
}

export default async function StatementPage(props: StatementPageProps) {
  const { workspace } = await props.params;
  const [words, found, runs, personal] = await Promise.all([
    getTranslations('models.sql'),
    statementNamed(props),
    may('data.edit'),
    may('personal.read'),
  ]);
  if (found === null) notFound();
  const { kind, slug, name, state } = found;
  return (
    <Page
      title={words('editorOf', { name })}
      lead={words.rich('leadOf', {
        kind: words(kind),
        link: () => <Go href={resourcePath(pathsOf(workspace), kind, slug) ?? ''}>{name}</Go>,
      })}
    >
      <StatementEditor
        key={`${kind}/${slug}`}
        workspace={workspace}
        kind={kind}
        engine={dialect().name}
        resource={found.resource}
        state={state}
        draft={found.draft}
        editable={state.editable}
        runs={runs}
        personal={personal}
      />
    </Page>
  );
}
