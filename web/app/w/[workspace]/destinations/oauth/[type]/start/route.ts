import { z } from 'zod';
import { slug } from '../../../../../../../../models/workspace/kinds/shared.ts';
import { answerPage } from '../../../../../../../data/answer.ts';
import { beginConnecting } from '../../../../../../../data/connecting.ts';

const question = z.object({
  /** Under which the form keeps its draft: the destination's slug, or `new`. */
  draft: slug,
  spec: z.looseObject({ config: z.record(z.string(), z.unknown()).catch({}) }),
  baseVersion: z.int().min(0),
});

/** Begins to connect a destination by its vendor's sign-in: keeps what stands in the form, and says where to go. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ type: string }> },
): Promise<Response> {
  const { type } = await params;
  return answerPage(request, question, (asked) => beginConnecting({ ...asked, type }));
}
