import { z } from 'zod';
import { answerPage } from '../../../../../../../data/answer.ts';
import { joinCandidates } from '../../../../../../../data/decision-effect.ts';

const asked = z.object({ q: z.string().max(5000) });

export async function POST(
  request: Request,
  { params }: { params: Promise<{ weftId: string }> },
): Promise<Response> {
  const { weftId } = await params;
  return answerPage(request, asked, async ({ q }) => ({
    people: await joinCandidates(decodeURIComponent(weftId), q),
  }));
}
