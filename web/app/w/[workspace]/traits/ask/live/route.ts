import { answerPage } from '../../../../../../data/answer.ts';
import { draftTrait, liveTrait } from '../../../../../../data/trait-asking.ts';

/** The values of a trait that somebody is making, on a few people and over everyone. */
export const POST = (request: Request) => answerPage(request, draftTrait, liveTrait);
