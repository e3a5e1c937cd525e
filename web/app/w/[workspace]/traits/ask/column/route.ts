import { answerPage } from '../../../../../../data/answer.ts';
import { askedColumn, columnValues } from '../../../../../../data/trait-choices.ts';

/** The commonest values of a column, for a filter's value. */
export const POST = (request: Request) => answerPage(request, askedColumn, columnValues);
