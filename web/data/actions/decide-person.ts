'use server';

import { refresh } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { recordAudit } from '../../../connectors/control/audit.ts';
import { ConfigError } from '../../../connectors/errors.ts';
import { type Deciding, decide, undo } from '../../../models/identity/decisions.ts';
import { decideReview } from '../../../models/identity/fuzzy/review.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { withControl } from '../control.ts';
import { asked, considered } from '../decision-effect.ts';
import { attempt, type Effect, troubleOf } from '../problem.ts';
import { onWarehouse } from '../warehouse.ts';
import { currentWorkspace } from '../workspace.ts';

const reason = z.string().trim().min(1).max(2000);

export type Decided = { decision: string; problem: null } | { decision: null; problem: Problem };

/** Has a decision made or taken back in somebody's name, and writes that down; resolves to its id. */
async function inName(
  why: string,
  work: (deciding: Deciding) => Promise<{ id: string; action: string }>,
  effect: Effect,
): Promise<Decided> {
  const outcome = await attempt(async () => {
    const { name } = await authorise('data.edit');
    const { id, action } = await work({ by: name, why: reason.parse(why), origin: 'manual' });
    // Which records it is about stays in the warehouse.
    await withControl((control) => recordAudit(control, { actor: name, action, subject: `decision/${id}` }));
    return id;
  }, effect);
  if (outcome.state === 'ready') return { decision: outcome.data, problem: null };
  return { decision: null, problem: troubleOf(outcome) };
}

const nothing = 'nothingDecided';

/** Decides that records are one person or are not, for every refresh from the next on. */
export async function decidePerson(input: z.input<typeof asked>, why: string): Promise<Decided> {
  const decided = await inName(
    why,
    async (deciding) => {
      const about = await considered(asked.parse(input));
      const { id } = await onWarehouse((connection) => decide(connection, about, deciding));
      return { id, action: about.decision === 'same' ? 'identity.join' : 'identity.split' };
    },
    nothing,
  );
  refresh();
  return decided;
}

/** Says of a pair that waits for review whether its records are of one person. */
export async function decidePair(
  pair: string,
  decision: 'same' | 'different',
  why: string,
): Promise<Decided> {
  return inName(
    why,
    async (deciding) => {
      const about = z
        .object({ id: z.string().regex(/^[0-9a-f]{12}$/), decision: z.enum(['same', 'different']) })
        .parse({ id: pair, decision });
      const fuzzy = (await currentWorkspace()).workspace.identity?.fuzzy;
      if (fuzzy === undefined) {
        const words = await getTranslations('problems.refused');
        throw new ConfigError(words('likenessOff'), { mend: words('reload') });
      }
      const made = await onWarehouse((connection) => decideReview(connection, fuzzy, about, deciding));
      return { id: made.decision.id, action: 'identity.review' };
    },
    nothing,
  );
}

/** Takes a decision back. */
export async function undoDecision(id: string, why: string): Promise<Decided> {
  const undone = await inName(
    why,
    async (deciding) => {
      const decision = z
        .string()
        .regex(/^[0-9a-f]{1,32}$/)
        .parse(id);
      await onWarehouse((connection) => undo(connection, decision, deciding));
      return { id: decision, action: 'identity.undo' };
    },
    'decisionStands',
  );
  refresh();
  return undone;
}
