import { atDaytime, DAY, YEAR } from './clock.ts';
import { dirt } from './dirt.ts';
import type { EventsKept, Household } from './households.ts';
import { opaqueDigits } from './opaque-id.ts';
import type { Person } from './persons.ts';
import type { Catalogue } from './products.ts';
import { Random, type Stream } from './random.ts';
import type { Tables } from './tables.ts';

/** What every part of the generator works with. */
export interface Company {
  seed: number;
  /** Nothing happens at or after this time. */
  now: number;
  events: EventsKept;
  catalogue: Catalogue;
  tables: Tables;
}

/** A person as the company's systems know them: which ids they were given, and when. */
export interface Customer {
  person: Person;
  household: Household;
  /** None, one, or rarely two shop accounts, in the order they were opened. */
  accounts: { userId: string; createdAt: number }[];
  loyaltyId: string | null;
  hasApp: boolean;
  /** Agreed to marketing mail when they joined. */
  optedIn: boolean;
}

export function meetCustomer(company: Company, household: Household, person: Person): Customer {
  const random = randomOf(company, 'identity', person);
  const { mix, index, joinedAt } = person;
  const account = (n: number, at: number) => ({
    userId: `u${opaqueDigits('user', index, n)}`,
    createdAt: at,
  });
  const accounts = mix.account ? [account(0, daytimeBefore(company, random, joinedAt))] : [];
  if (mix.account && random.chance(dirt.secondAccount)) {
    accounts.push(account(1, daytimeBefore(company, random, later(company, random, joinedAt))));
  }
  return {
    person,
    household,
    accounts,
    loyaltyId: mix.loyalty ? `L${opaqueDigits('loyalty', index, 0)}` : null,
    hasApp: random.chance(mix.app),
    optedIn: random.chance(0.6),
  };
}

export function randomOf(company: Company, stream: Stream, person: Person): Random {
  return new Random(company.seed, stream, person.index);
}

/** A waking hour on the day of `at`, and before now. */
export function daytimeBefore(company: Company, random: Random, at: number): number {
  return Math.min(atDaytime(random, at), company.now - 1);
}

/** A time after `at`, up to three years later and before now. */
export function later(company: Company, random: Random, at: number): number {
  return at + random.float() * (Math.min(at + 3 * YEAR, company.now - DAY) - at);
}

/** Notes which person a row of a table really is. */
export function truth(company: Company, source: string, key: string, person: Person): void {
  company.tables.truth.write({ source, record_key: key, person: person.index + 1 });
}

/** As `truth`, for all events of one pair of device and user. */
export function truthOfEvents(
  company: Company,
  source: 'web_events' | 'app_events',
  pair: { device: string; userId: string | null },
  person: Person,
): void {
  company.tables.truth_events.write({
    source,
    anonymous_id: pair.device,
    user_id: pair.userId,
    person: person.index + 1,
  });
}
