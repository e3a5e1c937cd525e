import type { Faker } from '@faker-js/faker';
import { faker as de } from '@faker-js/faker/locale/de';
import { faker as enGb } from '@faker-js/faker/locale/en_GB';
import { faker as enUs } from '@faker-js/faker/locale/en_US';
import { faker as fr } from '@faker-js/faker/locale/fr';
import { faker as nl } from '@faker-js/faker/locale/nl';
import type { Country } from './phone-plan.ts';

/** A name as written, and its letters folded to a-z for e-mail addresses. */
export interface Name {
  text: string;
  ascii: string;
}

/** The names and places of one country, to pick from: faker is asked once, never for each row. */
export interface Locality {
  country: Country;
  currency: 'EUR' | 'GBP' | 'USD';
  women: readonly Name[];
  men: readonly Name[];
  lastNames: readonly Name[];
  places: readonly { city: string; postcode: string }[];
  streets: readonly string[];
  /** Puts the house number where the country has it. */
  address(street: string, number: number): string;
}

const POOL = 400;

/** The five countries, in the order of `countryWeights`. The same on each call for one version of faker. */
export function loadLocalities(): Locality[] {
  const numberLast = (street: string, number: number) => `${street} ${number}`;
  const numberFirst = (street: string, number: number) => `${number} ${street}`;
  const british = (street: string, number: number) =>
    number % 9 === 0 ? `Flat ${1 + (number % 4)}, ${number} ${street}` : `${number} ${street}`;
  const french = (street: string, number: number) => `${number}, ${street}`;
  return [
    { ...pools(de, 'DE'), currency: 'EUR', address: numberLast },
    { ...pools(enGb, 'GB'), currency: 'GBP', address: british },
    { ...pools(fr, 'FR'), currency: 'EUR', address: french },
    { ...pools(nl, 'NL'), currency: 'EUR', address: numberLast },
    { ...pools(enUs, 'US'), currency: 'USD', address: numberFirst },
  ];
}

export const countryWeights = [34, 22, 16, 14, 14] as const;

const letters: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', đ: 'd', ı: 'i' };

/** Names that break careless quoting, matching and upper-casing. */
export const awkward = {
  women: ['Zoë', 'Chloé', 'Anaïs', 'Anne-Marie', 'Åsa', 'Siân', "D'Arcy", 'Thảo'].map(named),
  men: ['Jörg', 'Søren', 'Jean-Luc', 'Noël', 'José', 'Łukasz', 'Ke’Shawn', 'İbrahim'].map(named),
  lastNames: [
    "O'Brien",
    "O'Connor",
    "D'Angelo",
    'Müller-Lüdenscheidt',
    'Smith-Jones',
    "van 't Hoff",
    'Núñez García',
    'Łukasiewicz',
    'Großmann',
    'De la Tour, Jr.',
    'Nguyễn',
  ].map(named),
};

function pools(faker: Faker, country: Country) {
  faker.seed(1); // names and places do not depend on the company's seed, only who has them
  const { female = [], male = [] } = faker.definitions.person.first_name;
  return {
    country,
    women: female.map(named),
    men: male.map(named),
    lastNames: distinct(() => faker.person.lastName()).map(named),
    streets: distinct(() => faker.location.street()),
    places: distinct(() => faker.location.city()).map((city) => ({ city, postcode: postcode(faker) })),
  };
}

/** Without the four extra digits that some American codes have. */
function postcode(faker: Faker): string {
  return faker.location.zipCode().replace(/-\d{4}$/, '');
}

function distinct(draw: () => string): string[] {
  return [...new Set(Array.from({ length: POOL }, draw))];
}

function named(text: string): Name {
  const folded = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[ßøłæœđı]/g, (letter) => letters[letter] ?? '')
    .replace(/[^a-z]/g, '');
  return { text, ascii: folded };
}
