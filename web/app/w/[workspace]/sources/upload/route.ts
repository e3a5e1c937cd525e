import { attempt } from '../../../../../data/problem.ts';
import { mostPartBytes, takePart } from '../../../../../data/uploads.ts';

/** A part of a file that is being uploaded: `?offset=0`, then `?id=…&offset=…`; its bytes are the body. */
export async function POST(request: Request): Promise<Response> {
  // A form of another site can send no such type without asking first.
  if (request.headers.get('content-type') !== 'application/octet-stream') {
    return Response.json({ problem: { cause: 'This takes bytes.' } }, { status: 415 });
  }
  const asked = new URL(request.url).searchParams;
  const offset = Number(asked.get('offset'));
  const part = new Uint8Array(await request.arrayBuffer());
  if (!Number.isSafeInteger(offset) || offset < 0 || part.length > mostPartBytes) {
    return Response.json({ problem: { cause: 'The part is not one of this page.' } }, { status: 422 });
  }
  const outcome = await attempt(() => takePart(asked.get('id'), offset, part), 'Nothing was loaded.');
  if (outcome.state === 'ready') return Response.json(outcome.data);
  if (outcome.state === 'failed')
    return Response.json({ problem: outcome.problem }, { status: outcome.status });
  return Response.json({ problem: { cause: outcome.cause, mend: outcome.mend } }, { status: 409 });
}
