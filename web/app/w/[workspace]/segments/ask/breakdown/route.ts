import { answerPage } from '../../../../../../data/answer.ts';
import { breakdownInput, draftBreakdown } from '../../../../../../data/segment-answers.ts';

/** The people of a draft by a column. */
export const POST = (request: Request) => answerPage(request, breakdownInput, draftBreakdown);
