import { getTranslations } from 'next-intl/server';
import { answerOf } from '../../../../../data/answer.ts';
import { authorise } from '../../../../../data/authorise.ts';
import { attempt } from '../../../../../data/problem.ts';
import { mostPartBytes, takePart } from '../../../../../data/uploads.ts';

async function refused(why: 'part' | 'bytes', status: number): Promise<Response> {
  const words = await getTranslations('problems.refused');
  return Response.json({ problem: { cause: words(why) } }, { status });
}

/** A part of a file that is being uploaded: `?offset=0`, then `?id=…&offset=…`; its bytes are the body. */
export async function POST(request: Request): Promise<Response> {
  // A form of another site can send no such type without asking first.
  if (request.headers.get('content-type') !== 'application/octet-stream') {
    return refused('bytes', 415);
  }
  // Of nobody who may not load anything are bytes taken into memory.
  const asker = await attempt(() => authorise('data.edit'), 'nothingLoaded');
  if (asker.state !== 'ready') return answerOf(asker);
  const asked = new URL(request.url).searchParams;
  const offset = Number(asked.get('offset'));
  if (!Number.isSafeInteger(offset) || offset < 0) return refused('part', 422);
  const part = new Uint8Array(await request.arrayBuffer());
  if (part.length > mostPartBytes) return refused('part', 422);
  return answerOf(await attempt(() => takePart(asked.get('id'), offset, part), 'nothingLoaded'));
}
