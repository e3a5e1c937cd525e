import { getTranslations } from 'next-intl/server';
import 'server-only';
import type { z } from 'zod';
import { authorise } from './authorise.ts';
import { attempt, type Outcome, troubleOf } from './problem.ts';
import { storable } from './storable.ts';

/**
 * Answers what a page asks while one types: JSON in, JSON out, and a newer question may abort an older one, which
 * actions cannot: `signal` tells that nobody waits any more. Who may not read gets no answer; `work` authorises what is
 * more, as every reading of `web/data` does. A problem comes as `{ problem }`.
 */
export async function answerPage<S extends z.ZodType, T>(
  request: Request,
  schema: S,
  work: (input: z.output<S>, signal: AbortSignal) => Promise<T>,
): Promise<Response> {
  // A form of another site can send no JSON without asking first.
  const words = await getTranslations('problems');
  if (!(request.headers.get('content-type') ?? '').startsWith('application/json')) {
    return Response.json({ problem: { cause: words('question.json') } }, { status: 415 });
  }
  const asker = await attempt(() => authorise('read'));
  if (asker.state !== 'ready') return answerOf(asker);
  const parsed = schema.safeParse(storable(await request.json().catch(() => null)));
  if (!parsed.success) {
    return Response.json(
      { problem: { cause: words('question.cause'), mend: words('question.mend') } },
      { status: 422 },
    );
  }
  const outcome = await attempt(async () => {
    try {
      return await work(parsed.data, request.signal);
    } catch (error) {
      // What nobody waits for any more is no failure.
      if (request.signal.aborted) return null;
      throw error;
    }
  });
  return answerOf(outcome);
}

/** An outcome as the answer of a handler: its data, or `{ problem }`. */
export function answerOf(outcome: Outcome<unknown>): Response {
  if (outcome.state === 'ready') return Response.json(outcome.data);
  const status = outcome.state === 'failed' ? outcome.status : 409;
  return Response.json({ problem: troubleOf(outcome) }, { status });
}
