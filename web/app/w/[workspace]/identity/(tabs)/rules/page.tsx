import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { identifierTypes } from '../../../../../../data/identity.ts';
import { ownDraft, resourceState } from '../../../../../../data/resource-state.ts';
import { likeness, sourceColumns } from '../../../../../../data/rules-columns.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { RulesEditor } from '../../../../../../ui/identity/rules-editor.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.rules'))('meta') };
}

/** The rules in force with what the actor drafted of them; null where none are declared. */
async function readRules() {
  const { workspace } = await currentWorkspace();
  const slug = workspace.identity?.slug;
  if (slug === undefined) return null;
  const [state, draft, counts, columns, alike] = await Promise.all([
    resourceState('identity', slug),
    ownDraft('identity', slug),
    identifierTypes(),
    sourceColumns(),
    likeness(),
  ]);
  return state && { state, draft, counts, columns, alike };
}

export default async function IdentityRulesPage({ params }: { params: Promise<{ workspace: string }> }) {
  const { workspace } = await params;
  const words = await getTranslations('identity.rules');
  return (
    <Part load={readRules} pending={<PendingRows rows={7} />}>
      {(rules) =>
        rules === null ? (
          <Empty detail={words('noneDetail')}>{words('none')}</Empty>
        ) : (
          <RulesEditor
            // Published rules are what the editor begins from anew.
            key={rules.state.version}
            workspace={workspace}
            state={rules.state}
            draft={rules.draft}
            counts={rules.counts.map(({ type, values, people }) => ({ type: type.type, values, people }))}
            columns={rules.columns}
            likeness={rules.alike}
          />
        )
      }
    </Part>
  );
}
