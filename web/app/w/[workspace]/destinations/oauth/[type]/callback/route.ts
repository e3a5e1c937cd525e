import { answerOf } from '../../../../../../../data/answer.ts';
import { finishConnecting } from '../../../../../../../data/connecting.ts';
import { attempt } from '../../../../../../../data/problem.ts';

export const dynamic = 'force-dynamic';

/** Where a vendor sends people back to: takes the token that it gives, and leads on to the form. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ type: string }> },
): Promise<Response> {
  const { type } = await params;
  const parameters = new URL(request.url).searchParams;
  const outcome = await attempt(() => finishConnecting({ type, parameters, signal: request.signal }));
  if (outcome.state !== 'ready') return answerOf(outcome);
  return new Response(null, { status: 303, headers: { location: outcome.data } });
}
