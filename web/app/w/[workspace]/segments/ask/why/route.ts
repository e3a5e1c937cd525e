import { answerPage } from '../../../../../../data/answer.ts';
import { draftWhy, whyInput } from '../../../../../../data/segment-why.ts';

/** Why a person is in a draft or not. */
export const POST = (request: Request) => answerPage(request, whyInput, draftWhy);
