import { z } from 'zod';
import { answerPage } from '../../../../../../data/answer.ts';
import { touchedBy } from '../../../../../../data/rules-touch.ts';

const count = z.int().min(1).max(1_000_000_000).nullable();
const asked = z.object({
  type: z.string().max(100_000),
  limit: count,
  maxRecords: count,
  block: z.array(z.string().max(100_000)).max(200),
});

export const POST = (request: Request): Promise<Response> => answerPage(request, asked, touchedBy);
