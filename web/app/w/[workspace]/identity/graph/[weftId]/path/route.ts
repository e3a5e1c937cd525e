import { z } from 'zod';
import { answerPage } from '../../../../../../../data/answer.ts';
import { nodeId } from '../../../../../../../data/identity-graph.ts';
import { pathBetween } from '../../../../../../../data/identity-path.ts';

const asked = z.object({ from: nodeId, to: nodeId });

export async function POST(
  request: Request,
  { params }: { params: Promise<{ weftId: string }> },
): Promise<Response> {
  const { weftId } = await params;
  return answerPage(request, asked, async ({ from, to }) => ({
    sentences: await pathBetween(decodeURIComponent(weftId), from, to),
  }));
}
