import { answerPage } from '../../../../../../data/answer.ts';
import { columnValues, valuesInput } from '../../../../../../data/column-values.ts';

/** The values of a column, with how often each is there. */
export const POST = (request: Request) => answerPage(request, valuesInput, columnValues);
