'use server';

import { z } from 'zod';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { checkedSpec } from '../checked-spec.ts';
import { attempt, troubleOf } from '../problem.ts';
import { relationProblems } from '../relation-check.ts';

const asked = z.object({ kind: z.enum(['source', 'entity']), slug: z.string(), spec: z.looseObject({}) });

export type CheckedRelation =
  | { state: 'checked'; problems: Finding[] }
  | { state: 'failed'; problem: Problem };

/** What is wrong with a source or an entity by itself, among the others, and in the warehouse; nothing is saved. */
export async function checkRelation(input: z.input<typeof asked>): Promise<CheckedRelation> {
  const outcome = await attempt(async () => {
    await authorise('data.edit');
    const { kind, slug, spec } = asked.parse(input);
    const { resource, problems } = await checkedSpec(kind, slug, spec);
    return resource?.kind === 'source' || resource?.kind === 'entity' ? relationProblems(resource) : problems;
  }, 'nothingChecked');
  if (outcome.state === 'ready') return { state: 'checked', problems: outcome.data };
  return { state: 'failed', problem: troubleOf(outcome) };
}
