import { z } from 'zod';
import { answerPage } from '../../../../../../../data/answer.ts';
import { decisionEffect } from '../../../../../../../data/decision-effect.ts';

const node = z.string().regex(/^[0-9a-f]{12}$/);
const asked = z.object({
  decision: z.enum(['same', 'different', 'alone']),
  node,
  other: z.union([z.object({ node }), z.object({ weftId: z.string().min(1).max(100) })]).nullable(),
});

export async function POST(
  request: Request,
  { params }: { params: Promise<{ weftId: string }> },
): Promise<Response> {
  const { weftId } = await params;
  return answerPage(request, asked, (input) =>
    decisionEffect({ ...input, weftId: decodeURIComponent(weftId) }),
  );
}
