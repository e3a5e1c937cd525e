import { dirt } from './dirt.ts';
import { countryWeights, type Locality } from './localities.ts';
import { drawPerson, type Person } from './persons.ts';
import { landlineOf, type PhoneNumber } from './phone-plan.ts';
import { Random } from './random.ts';

/** People who live at one address; most of the shop's customers are the only one of theirs it knows. */
export interface Household {
  locality: Locality;
  street: string;
  place: { city: string; postcode: string };
  landline: PhoneNumber;
  /** One to four, heads first. */
  members: Person[];
  /** Two members with shop accounts who registered with the same value, or use the same tablet. */
  shared: { by: [Person, Person]; email: boolean; phone: boolean; device: boolean } | null;
  /** Both members are only leads, and gave the landline. */
  looselyShared: boolean;
}

/** How a block of eight persons falls into households, and how often. */
const BLOCK = 8;
const splits = [
  [1, 1, 1, 1, 1, 1, 1, 1],
  [2, 1, 1, 1, 1, 1, 1],
  [2, 1, 2, 1, 1, 1],
  [2, 2, 1, 2, 1],
  [3, 1, 1, 2, 1],
  [4, 1, 2, 1],
] as const;
const splitWeights = [30, 25, 18, 12, 8, 7] as const;

/** What persons are drawn from. */
export interface Population {
  seed: number;
  persons: number;
  /** Milliseconds since 1970. */
  now: number;
  events: EventsKept;
}

/** All web and app events, or only the first of each pair of device and user, which is all identity needs. */
export type EventsKept = 'all' | 'first';

/**
 * The households of the persons from `from` to before `to`, both multiples of 8 or the number of persons, in
 * order. A household depends on the seed and its block of eight alone, so that a larger company with the same
 * seed begins with the same people, and parts of one can be made apart.
 */
export function* drawHouseholds(
  { seed, persons, now }: Population,
  localities: readonly Locality[],
  from: number,
  to: number,
): Generator<Household> {
  for (let first = from; first < Math.min(to, persons); first += BLOCK) {
    const random = new Random(seed, 'household', first);
    let next = first;
    for (const size of splits[random.weighted(splitWeights)] ?? []) {
      const locality = localities[random.weighted(countryWeights)];
      if (locality === undefined) throw new RangeError('no locality for a country weight');
      const household: Household = {
        locality,
        street: locality.address(random.pick(locality.streets), 1 + random.below(140)),
        place: random.pick(locality.places),
        landline: landlineOf(locality.country, next),
        members: [],
        shared: null,
        looselyShared: false,
      };
      for (let i = 0; i < size; i++, next++) {
        const head = household.members[0];
        const lastName = head !== undefined && random.chance(0.85) ? head.lastName : null;
        const person = drawPerson({ seed, index: next, now, locality, lastName });
        if (next < persons) household.members.push(person);
      }
      share(random, household);
      if (household.members.length > 0) yield household;
    }
  }
}

function share(random: Random, household: Household): void {
  const [first, second] = household.members.filter((person) => person.mix.account);
  if (first !== undefined && second !== undefined) {
    household.shared = {
      by: [first, second],
      email: random.chance(dirt.familyEmail),
      phone: random.chance(dirt.familyPhone),
      device: random.chance(dirt.familyDevice),
    };
  }
  const couple = household.members.length === 2 && household.members.every((p) => p.kind === 'lead');
  household.looselyShared = couple && random.chance(dirt.looseFamilyPhone);
}
