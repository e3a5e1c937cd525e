import { answerPage } from '../../../../../../data/answer.ts';
import { draftSize } from '../../../../../../data/segment-answers.ts';
import { draftInput } from '../../../../../../data/segment-asking.ts';

/** How many people a draft of a segment holds now, and what each condition leaves. */
export const POST = (request: Request) => answerPage(request, draftInput, draftSize);
