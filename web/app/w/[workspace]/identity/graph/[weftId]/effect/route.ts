import { answerPage } from '../../../../../../../data/answer.ts';
import { asked, decisionEffect } from '../../../../../../../data/decision-effect.ts';

export async function POST(
  request: Request,
  { params }: { params: Promise<{ weftId: string }> },
): Promise<Response> {
  const { weftId } = await params;
  return answerPage(request, asked.omit({ weftId: true }), (input) =>
    decisionEffect({ ...input, weftId: decodeURIComponent(weftId) }),
  );
}
