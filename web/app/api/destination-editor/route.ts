import { z } from 'zod';
import { answerPage } from '../../../data/answer.ts';
import { variablesSet } from '../../../data/destinations.ts';

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,200}$/);
const question = z.object({ names: z.array(variable).max(50) });

/** Which variables of the environment a destination could refer to, by the names that stand in its form. */
export async function POST(request: Request): Promise<Response> {
  return answerPage(request, question, ({ names }) => variablesSet(names));
}
