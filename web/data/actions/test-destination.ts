'use server';

import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { destinationSchema } from '../../../models/workspace/kinds/destination.ts';
import { slug } from '../../../models/workspace/kinds/shared.ts';
import type { Problem as Finding } from '../../../models/workspace/problem.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { checkedSpec } from '../checked-spec.ts';
import { testConnection, testDraft } from '../destinations.ts';
import { attempt } from '../problem.ts';
import { storable } from '../storable.ts';
import { refusal, unreadable } from './acted.ts';
import type { ActionState } from './action-state.ts';

const input = z.object({ destination: slug });
const effect = 'syncsFail';

/** Tries a destination's connection. */
export async function testDestination(_previous: ActionState, form: FormData): Promise<ActionState> {
  const parsed = input.safeParse(Object.fromEntries(form));
  if (!parsed.success) return unreadable('nothingTested');
  const outcome = await attempt(() => testConnection(parsed.data.destination), effect);
  return refusal(outcome) ?? { problem: null, done: (await getTranslations('problems.done'))('connected') };
}

/** What a test of settings that are not saved came to: what is wrong by field, or with the way there; or nothing. */
export type DraftTest = { problems: Finding[]; problem: Problem | null };

/** Tries the settings that stand in a form. Whatever does not fit its type is told before anything is asked. */
export async function testDestinationDraft(spec: unknown): Promise<DraftTest> {
  const outcome = await attempt(async () => {
    await authorise('sync.edit');
    const found = (await checkedSpec('destination', slug.parse(slugOf(spec)), storable(spec))).problems;
    if (found.length > 0) return found;
    await testDraft(destinationSchema.parse({ ...(spec as object), kind: 'destination' }));
    return [];
  }, effect);
  if (outcome.state === 'ready') return { problems: outcome.data, problem: null };
  const { problem } = refusal(outcome) ?? { problem: null };
  return { problems: [], problem };
}

const slugOf = (spec: unknown): unknown =>
  z.object({ slug: z.unknown() }).catch({ slug: '' }).parse(spec).slug;
