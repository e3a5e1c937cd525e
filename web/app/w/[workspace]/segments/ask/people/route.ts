import { answerPage } from '../../../../../../data/answer.ts';
import { choosePeople, peopleInput } from '../../../../../../data/segment-why.ts';

/** People by name or identifier. */
export const POST = (request: Request) => answerPage(request, peopleInput, choosePeople);
