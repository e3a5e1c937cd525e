import 'server-only';
import { z } from 'zod';
import { PersonalColumns } from '../../models/profiling/personal.ts';
import { why } from '../../models/segments/ask/why.ts';
import { fieldName } from '../../models/workspace/field-path.ts';
import { authorise } from './authorise.ts';
import { findPeople } from './profiles.ts';
import { askDraft, draftInput } from './segment-asking.ts';
import { textOrNull } from './values.ts';
import { currentWorkspace } from './workspace.ts';

export const peopleInput = z.object({ q: z.string().max(500) });

/** People by name or any identifier, for a choice of one. */
export async function choosePeople({
  q,
}: z.output<typeof peopleInput>): Promise<{ weftId: string; name: string }[]> {
  await authorise('read');
  const { people } = await findPeople({ q: q.trim(), sort: 'name', direction: 'asc', page: 1 });
  return people.slice(0, 8).map(({ weftId, name }) => ({ weftId, name }));
}

export const whyInput = draftInput.extend({ weftId: z.string().min(1).max(100) });

export interface WhyAnswer {
  member: boolean;
  /** By the condition's field. `seen` is null for a group, `hidden` where the reader may not see it. */
  verdicts: Record<string, { holds: boolean; leaf: boolean; seen: string | null; hidden: boolean }>;
}

/** Why a person is in a draft or not, condition by condition; null for nobody whom the last refresh knew. */
export async function draftWhy(
  { weftId, ...input }: z.output<typeof whyInput>,
  signal: AbortSignal,
): Promise<WhyAnswer | null> {
  const actor = await authorise('read');
  const { workspace } = await currentWorkspace();
  const concealed = actor.permissions.has('personal.read') ? null : new PersonalColumns(workspace);
  return askDraft(input, signal, async ({ warehouse, context, draft, finished, query }) => {
    const found = await why(warehouse, context, draft, { weftId, query });
    if (found === null) return null;
    return {
      member: found.member,
      verdicts: Object.fromEntries(
        found.verdicts.map(({ condition, holds, leaf, seen }) => {
          const hidden = leaf && (concealed?.ofCondition(condition) ?? false);
          return [
            fieldName(finished.places.get(condition) ?? []),
            { holds, leaf, seen: hidden ? null : textOrNull(seen), hidden },
          ];
        }),
      ),
    };
  });
}
