'use server';

import { z } from 'zod';
import type { Problem } from '../../ui/problem.ts';
import { attempt, troubleOf } from '../problem.ts';
import { sendTestRow, type Tried } from '../sync-editor.ts';

const asked = z.object({ spec: z.unknown(), key: z.string().min(1).max(10_000) });

/** Sends one row of a sync as it is on the screen, once, and tells what came back. */
export async function sendRow(input: z.input<typeof asked>): Promise<Tried | { problem: Problem }> {
  const outcome = await attempt(() => {
    const { spec, key } = asked.parse(input);
    return sendTestRow(spec, key);
  }, 'sentUnknown');
  if (outcome.state === 'ready') return outcome.data;
  return {
    problem: troubleOf(outcome),
  };
}
