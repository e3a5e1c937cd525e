import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorise } from '../../../../../data/authorise.ts';
import { runState } from '../../../../../data/live.ts';
import { attempt } from '../../../../../data/problem.ts';

const everyMs = 1_000;

const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;

/**
 * Server-sent events of one run: `change` when there is something new to show, `beat` in between so that a
 * silent stream is told from a quiet run, `end` when the run is over.
 */
async function* events(id: string, signal: AbortSignal): AsyncGenerator<string> {
  let last: string | null = null;
  while (!signal.aborted) {
    const outcome = await attempt(() => runState(id));
    // A database that is away for a moment is waited for; a run that does not exist is not.
    if (outcome.state === 'ready') {
      const state = outcome.data;
      yield event(state !== null && last !== null && state.mark !== last ? 'change' : 'beat', '');
      if (!state?.live) {
        yield event('end', '');
        return;
      }
      last = state.mark;
    } else yield event('beat', '');
    await sleep(everyMs);
  }
}

export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const outcome = await attempt(() => authorise('read'));
  if (outcome.state === 'failed') return Response.json(outcome.problem, { status: outcome.status });
  const { id } = await params;
  // What is read later is still read for who asked.
  const asAsked = AsyncLocalStorage.snapshot();
  const encoder = new TextEncoder();
  const source = events(id, request.signal);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await asAsked(() => source.next());
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await source.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
