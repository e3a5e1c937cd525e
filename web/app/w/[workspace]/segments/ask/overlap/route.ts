import { answerPage } from '../../../../../../data/answer.ts';
import { draftOverlap, overlapInput } from '../../../../../../data/segment-answers.ts';

/** How a draft shares its people with other segments. */
export const POST = (request: Request) => answerPage(request, overlapInput, draftOverlap);
