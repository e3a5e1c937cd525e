'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { recordAudit } from '../../../connectors/control/audit.ts';
import { ConfigError } from '../../../connectors/errors.ts';
import { decide, undo } from '../../../models/identity/decisions.ts';
import { decideReview } from '../../../models/identity/fuzzy/review.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { withControl } from '../control.ts';
import { considered } from '../decision-effect.ts';
import { attempt } from '../problem.ts';
import { onWarehouse } from '../warehouse.ts';
import { currentWorkspace } from '../workspace.ts';

const nodeId = z.string().regex(/^[0-9a-f]{12}$/);
const personId = z.string().min(1).max(100);
const reason = z.string().trim().min(1).max(2000);
const asked = z.object({
  weftId: personId,
  decision: z.enum(['same', 'different', 'alone']),
  node: nodeId,
  other: z.union([z.object({ node: nodeId }), z.object({ weftId: personId })]).nullable(),
});

export type Decided = { decision: string; problem: null } | { decision: null; problem: Problem };

const nothing = 'Nothing was decided.';

const outcomeOf = (outcome: Awaited<ReturnType<typeof attempt<string>>>): Decided => {
  if (outcome.state === 'ready') return { decision: outcome.data, problem: null };
  return {
    decision: null,
    problem: outcome.state === 'failed' ? outcome.problem : { cause: outcome.cause, mend: outcome.mend },
  };
};

/** Decides that records are one person or are not, for every refresh from the next on. */
export async function decidePerson(input: z.input<typeof asked>, why: string): Promise<Decided> {
  const outcome = await attempt(async () => {
    const { name } = await authorise('data.edit');
    const about = await considered(asked.parse(input));
    const deciding = { by: name, why: reason.parse(why), origin: 'manual' as const };
    const { id } = await onWarehouse((connection) => decide(connection, about, deciding));
    const action = about.decision === 'same' ? 'identity.join' : 'identity.split';
    // Which records it is about stays in the warehouse.
    await withControl((control) => recordAudit(control, { actor: name, action, subject: `decision/${id}` }));
    return id;
  }, nothing);
  refresh();
  return outcomeOf(outcome);
}

/** Says of a pair that waits for review whether its records are of one person. */
export async function decidePair(
  pair: string,
  decision: 'same' | 'different',
  why: string,
): Promise<Decided> {
  const outcome = await attempt(async () => {
    const { name } = await authorise('data.edit');
    const id = z
      .string()
      .regex(/^[0-9a-f]{12}$/)
      .parse(pair);
    const asked = z.enum(['same', 'different']).parse(decision);
    const fuzzy = (await currentWorkspace()).workspace.identity?.fuzzy;
    if (fuzzy === undefined)
      throw new ConfigError('matching by likeness is off', { mend: 'Reload the page.' });
    const made = await onWarehouse((connection) =>
      decideReview(connection, fuzzy, { id, decision: asked }, { by: name, why: reason.parse(why) }),
    );
    await withControl((control) =>
      recordAudit(control, {
        ...{ actor: name, action: 'identity.review', subject: `decision/${made.decision.id}` },
      }),
    );
    return made.decision.id;
  }, nothing);
  return outcomeOf(outcome);
}

/** Takes a decision back. */
export async function undoDecision(id: string, why: string): Promise<Decided> {
  const outcome = await attempt(async () => {
    const { name } = await authorise('data.edit');
    const decision = z
      .string()
      .regex(/^[0-9a-f]{1,32}$/)
      .parse(id);
    const deciding = { by: name, why: reason.parse(why), origin: 'manual' as const };
    await onWarehouse((connection) => undo(connection, decision, deciding));
    await withControl((control) =>
      recordAudit(control, { actor: name, action: 'identity.undo', subject: `decision/${decision}` }),
    );
    return decision;
  }, 'The decision stands as before.');
  refresh();
  return outcomeOf(outcome);
}
