import { z } from 'zod';
import { answerPage } from '../../../../../../data/answer.ts';
import { standingOf } from '../../../../../../data/rules-touch.ts';

const asked = z.object({ slug: z.string().max(200), spec: z.unknown() });

export const POST = (request: Request): Promise<Response> =>
  answerPage(request, asked, ({ slug, spec }) => standingOf(slug, spec));
