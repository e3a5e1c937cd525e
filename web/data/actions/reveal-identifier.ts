'use server';

import { z } from 'zod';
import { recordAudit } from '../../../connectors/control/audit.ts';
import type { Problem } from '../../ui/problem.ts';
import { authorise } from '../authorise.ts';
import { withControl } from '../control.ts';
import { identifierValue } from '../person-identifiers.ts';
import { attempt, troubleOf } from '../problem.ts';

const asked = z.object({
  weftId: z.string().min(1).max(100),
  type: z.string().min(1).max(100),
  place: z.int().min(1).max(1_000_000),
});

export type Revealed = { value: string | null } | { problem: Problem };

/** Shows one identifier of a person, after the log has who asked for it. The log never has the value. */
export async function revealIdentifier(input: z.input<typeof asked>): Promise<Revealed> {
  const outcome = await attempt(async () => {
    const { weftId, type, place } = asked.parse(input);
    const { name } = await authorise('personal.read');
    await withControl((control) =>
      recordAudit(control, {
        actor: name,
        action: 'person.reveal',
        subject: weftId,
        detail: { type, place },
      }),
    );
    return identifierValue(weftId, type, place);
  }, 'valueHidden');
  if (outcome.state === 'ready') return { value: outcome.data };
  return {
    problem: troubleOf(outcome),
  };
}
