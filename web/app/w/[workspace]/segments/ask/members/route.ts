import { answerPage } from '../../../../../../data/answer.ts';
import { draftMembers } from '../../../../../../data/segment-answers.ts';
import { draftInput } from '../../../../../../data/segment-asking.ts';

/** Some of the people of a draft. */
export const POST = (request: Request) => answerPage(request, draftInput, draftMembers);
