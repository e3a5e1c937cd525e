import { DAY, HOUR, isoTime, YEAR } from './clock.ts';
import { comments } from './comments.ts';
import { type Company, type Customer, daytimeBefore, truth } from './customer.ts';
import { dirt, junkEmails } from './dirt.ts';
import { opaqueDigits } from './opaque-id.ts';
import { Random } from './random.ts';
import { ownEmail, typedEmail } from './typed-email.ts';
import { typedPhone } from './typed-phone.ts';

const topics = ['delivery', 'return', 'sizing', 'warranty', 'repair', 'account', 'loyalty points'] as const;

/** Writes a person's tickets and, if mails reach them, their answers to the survey. */
export function writeContactCentre(company: Company, customer: Customer, isMailable: boolean): void {
  const random = new Random(company.seed, 'centre', customer.person.index);
  const { mix } = customer.person;
  const tickets = random.chance(mix.ticket) ? 1 + random.count(0.35) : 0;
  for (let n = 0; n < tickets; n++) writeTicket(company, random, customer, n);
  const answers = isMailable && random.chance(mix.survey) ? 1 + random.count(0.15) : 0;
  for (let n = 0; n < answers; n++) writeAnswer(company, random, customer, n);
}

function writeTicket(company: Company, random: Random, customer: Customer, n: number): void {
  const { person, household } = customer;
  const channel = random.pick(['phone', 'mail', 'mail', 'chat'] as const);
  const openedAt = recently(company, random, customer);
  const solvedAt = openedAt + random.exponential(2 * DAY) + HOUR / 4;
  const isSolved = solvedAt < company.now && random.chance(0.95);
  const id = `S${opaqueDigits('ticket', person.index, n)}`;
  company.tables.support_tickets.write({
    ticket_id: id,
    email: ticketEmail(random, channel, person.email),
    phone: channel === 'phone' || random.chance(0.3) ? typedPhone(random, person.mobile) : null,
    country: household.locality.country,
    channel,
    topic: random.pick(topics),
    status: isSolved ? 'solved' : 'open',
    opened_at: isoTime(openedAt),
    solved_at: isSolved ? isoTime(solvedAt) : null,
  });
  truth(company, 'support_tickets', id, person);
}

/** A mail comes from its sender's box, a chat asks for one; on the phone an agent types it, or does not. */
function ticketEmail(random: Random, channel: 'phone' | 'mail' | 'chat', email: string): string | null {
  if (channel === 'mail') return email;
  if (channel === 'chat') return ownEmail(random, email);
  if (random.chance(dirt.junkEmail)) return random.pickPopular(junkEmails);
  return random.chance(0.6) ? typedEmail(random, email) : null;
}

function writeAnswer(company: Company, random: Random, customer: Customer, n: number): void {
  const { person } = customer;
  const mood = random.weighted([15, 25, 60]);
  const score = mood === 0 ? random.below(7) : mood === 1 ? 7 + random.below(2) : 9 + random.below(2);
  const id = `N${opaqueDigits('answer', person.index, n)}`;
  company.tables.nps_answers.write({
    answer_id: id,
    email: ownEmail(random, person.email),
    score,
    comment: random.chance(0.55)
      ? random.pick(comments[mood === 0 ? 'low' : mood === 1 ? 'middle' : 'high'])
      : null,
    answered_at: isoTime(recently(company, random, customer)),
  });
  truth(company, 'nps_answers', id, person);
}

/** A time within the last year and a half since the person joined. */
function recently(company: Company, random: Random, { person }: Customer): number {
  const from = Math.max(person.joinedAt, company.now - 1.5 * YEAR);
  return Math.max(daytimeBefore(company, random, random.between(from, company.now)), person.joinedAt);
}
