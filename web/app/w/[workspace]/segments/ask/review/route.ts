import { answerPage } from '../../../../../../data/answer.ts';
import { draftReview } from '../../../../../../data/segment-answers.ts';
import { draftInput } from '../../../../../../data/segment-asking.ts';

/** What putting a draft in force would change. */
export const POST = (request: Request) => answerPage(request, draftInput, draftReview);
