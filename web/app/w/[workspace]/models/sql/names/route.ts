import { z } from 'zod';
import { answerPage } from '../../../../../../data/answer.ts';
import { sqlNames } from '../../../../../../data/sql-preview.ts';

/** The names that an editor of SQL completes. */
export const POST = (request: Request): Promise<Response> => answerPage(request, z.object({}), sqlNames);
