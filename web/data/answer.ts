import 'server-only';
import type { z } from 'zod';
import { authorise } from './authorise.ts';
import { attempt } from './problem.ts';

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
  if (!(request.headers.get('content-type') ?? '').startsWith('application/json')) {
    return Response.json({ problem: { cause: 'This takes JSON.' } }, { status: 415 });
  }
  const asker = await attempt(() => authorise('read'));
  if (asker.state === 'failed') return Response.json({ problem: asker.problem }, { status: asker.status });
  const parsed = schema.safeParse(await request.json().catch(() => null));
  if (!parsed.success) {
    return Response.json(
      { problem: { cause: 'The question is not one of this page.', mend: 'Reload it.' } },
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
  if (outcome.state === 'ready') return Response.json(outcome.data);
  if (outcome.state === 'failed')
    return Response.json({ problem: outcome.problem }, { status: outcome.status });
  return Response.json({ problem: { cause: outcome.cause, mend: outcome.mend } }, { status: 409 });
}
