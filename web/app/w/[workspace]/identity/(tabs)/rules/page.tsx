import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { humanise } from '../../../../../../../models/words/names.ts';
import { blockColumnName, levelsOf } from '../../../../../../../models/workspace/kinds/fuzzy.ts';
import type { Identity } from '../../../../../../../models/workspace/kinds/identity.ts';
import { identifierTypes } from '../../../../../../data/identity.ts';
import { ownDraft, resourceState } from '../../../../../../data/resource-state.ts';
import { sourceColumns } from '../../../../../../data/rules-touch.ts';
import { currentWorkspace } from '../../../../../../data/workspace.ts';
import { RulesEditor } from '../../../../../../ui/identity/rules-editor.tsx';
import { Empty } from '../../../../../../ui/notes.tsx';
import { Part } from '../../../../../../ui/part.tsx';
import { PendingRows } from '../../../../../../ui/skeletons.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('identity.rules'))('meta') };
}

/** What matching by likeness compares, in words. */
function comparedOf({ fuzzy }: Identity) {
  if (fuzzy === undefined) return null;
  return {
    blocks: fuzzy.block_on
      .map((rule) => rule.map((column) => humanise(blockColumnName(column))).join(' + '))
      .join('; '),
    columns: Object.entries(fuzzy.compare).map(([column, comparison]) => ({
      column: humanise(column),
      levels: levelsOf(comparison).join(' › '),
    })),
  };
}

/** The rules in force with what the actor drafted of them; null where none are declared. */
async function readRules() {
  const { workspace } = await currentWorkspace();
  const slug = workspace.identity?.slug;
  if (slug === undefined) return null;
  const [state, draft, counts, columns] = await Promise.all([
    resourceState('identity', slug),
    ownDraft('identity', slug),
    identifierTypes(),
    sourceColumns(),
  ]);
  return state && { state, draft, counts, columns };
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
            compared={comparedOf(rules.state.resource)}
          />
        )
      }
    </Part>
  );
}
