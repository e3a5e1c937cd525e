import { answerPage } from '../../../../../../data/answer.ts';
import { draftComparison } from '../../../../../../data/segment-answers.ts';
import { draftInput } from '../../../../../../data/segment-asking.ts';

/** What sets the people of a draft apart from everyone. */
export const POST = (request: Request) => answerPage(request, draftInput, draftComparison);
