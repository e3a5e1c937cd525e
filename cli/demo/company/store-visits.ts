import { atOpeningHour, isoTime } from './clock.ts';
import { type Company, type Customer, later, randomOf, truth } from './customer.ts';
import { cardHash, opaqueDigits } from './opaque-id.ts';
import { fillBasket, HISTORY, money, purchaseTimes } from './purchases.ts';
import type { Random } from './random.ts';
import { storesByCountry } from './stores.ts';

/** Persons with a loyalty card who also have a second payment card. */
const SECOND_CARD = 0.25;

/**
 * Writes a person's purchases in stores and returns what they spent, in cents. A loyalty member shows the
 * card at the first purchase with each payment card, which is what later ties the payment card to them;
 * whoever pays cash without showing one leaves a row without any identifier, and that has no truth.
 */
export function writeStoreVisits(company: Company, customer: Customer): number {
  const { person, household, loyaltyId } = customer;
  if (person.mix.storeVisitsPerYear === 0) return 0;
  const random = randomOf(company, 'visits', person);
  const nearby = storesByCountry.get(household.locality.country) ?? [];
  const home = random.pick(nearby);
  const cards = loyaltyId !== null && random.chance(SECOND_CARD) ? 2 : 1;
  const shown = new Set<number>();
  let spent = 0;
  for (const [n, time] of visitTimes(company, random, customer).entries()) {
    const card = random.chance(0.78) || (n === 0 && loyaltyId === null) ? random.below(cards) : null;
    const isNewCard = card !== null && !shown.has(card);
    const showsLoyalty = loyaltyId !== null && (isNewCard || random.chance(0.75));
    if (card !== null) shown.add(card);
    const { lines, total } = fillBasket(random, person, company.catalogue);
    const id = `T${opaqueDigits('transaction', person.index, n)}`;
    company.tables.pos_transactions.write({
      transaction_id: id,
      store_id: random.chance(0.85) ? home.id : random.pick(nearby).id,
      card_hash: card === null ? null : cardHash(person.index, card),
      loyalty_id: showsLoyalty ? loyaltyId : null,
      total: money(total),
      purchased_at: isoTime(Math.min(atOpeningHour(random, time), company.now - 1)),
      items: lines.reduce((sum, line) => sum + line.quantity, 0),
    });
    if (card !== null || showsLoyalty) truth(company, 'pos_transactions', id, person);
    spent += total;
  }
  return spent;
}

/** Whoever is nothing but a payment card has come at least once. */
function visitTimes(company: Company, random: Random, { person, loyaltyId }: Customer): number[] {
  const from = Math.max(person.joinedAt, company.now - HISTORY);
  const times = purchaseTimes(random, person.mix.storeVisitsPerYear, from, company.now);
  return times.length === 0 && loyaltyId === null ? [later(company, random, from)] : times;
}
