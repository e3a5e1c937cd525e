import { answerPage } from '../../../../../../data/answer.ts';
import { draftInput } from '../../../../../../data/segment-asking.ts';
import { draftWords } from '../../../../../../data/segment-words.ts';

/** A draft in words, and what of it is not whole yet. */
export const POST = (request: Request) => answerPage(request, draftInput, draftWords);
