import { z } from 'zod';
import { answerPage } from '../../../../../../../data/answer.ts';
import { pathBetween } from '../../../../../../../data/identity-path.ts';

const node = z.string().regex(/^[0-9a-f]{12}$/);
const asked = z.object({ from: node, to: node });

export async function POST(
  request: Request,
  { params }: { params: Promise<{ weftId: string }> },
): Promise<Response> {
  const { weftId } = await params;
  return answerPage(request, asked, async ({ from, to }) => ({
    sentences: await pathBetween(decodeURIComponent(weftId), from, to),
  }));
}
