'use server';

import { z } from 'zod';
import { destinations } from '../../../connectors/destinations/registry.ts';
import { describeDestinations } from '../../../models/workspace/check-destinations.ts';
import { parseResource, problemsOfEdit } from '../../../models/workspace/parse-resource.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { attempt } from '../problem.ts';
import { relationProblems } from '../relation-check.ts';
import { currentWorkspace } from '../workspace.ts';

const asked = z.object({ kind: z.enum(['source', 'entity']), slug: z.string(), spec: z.looseObject({}) });

export type CheckedRelation =
  | { state: 'checked'; problems: Finding[] }
  | { state: 'failed'; problem: Problem };

/** What is wrong with a source or an entity by itself, among the others, and in the warehouse; nothing is saved. */
export async function checkRelation(input: z.input<typeof asked>): Promise<CheckedRelation> {
  const outcome = await attempt(async () => {
    await authorise('data.edit');
    const { kind, slug, spec } = asked.parse(input);
    const { resource, problems } = parseResource(kind, { ...spec, kind, slug });
    if (resource === null) return problems;
    const { workspace } = await currentWorkspace();
    const found = problemsOfEdit(workspace, resource, {
      destinationTypes: describeDestinations(destinations),
    });
    if (found.length > 0 || (resource.kind !== 'source' && resource.kind !== 'entity')) return found;
    return relationProblems(resource);
  }, 'Nothing was saved.');
  if (outcome.state === 'ready') return { state: 'checked', problems: outcome.data };
  return {
    state: 'failed',
    problem: outcome.state === 'failed' ? outcome.problem : { cause: outcome.cause, mend: outcome.mend },
  };
}
