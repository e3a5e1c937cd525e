import { DAY, isoDate, YEAR } from './clock.ts';
import { dirt } from './dirt.ts';
import { awkward, type Locality, type Name } from './localities.ts';
import { type Kind, kindShares, kinds, type Mix, mix } from './mix.ts';
import { mobileOf, type PhoneNumber } from './phone-plan.ts';
import { brands, categoryNames } from './products.ts';
import { Random } from './random.ts';

/** One real person: what is true of them, before any system writes it down. */
export interface Person {
  /** From 0; the truth files hold `index + 1`. */
  index: number;
  kind: Kind;
  mix: Mix;
  gender: 'f' | 'm' | 'd';
  firstName: string;
  lastName: Name;
  /** YYYY-MM-DD */
  birthDate: string;
  /** Clean addresses that no other person has. */
  email: string;
  secondEmail: string | null;
  mobile: PhoneNumber;
  /** When the company first met them, up to five years before now. */
  joinedAt: number;
  /** What they like to buy. */
  brand: string;
  categories: readonly [string, string];
  /** Multiplies what they spend on a visit; around 1. */
  purse: number;
}

export interface PersonDraw {
  seed: number;
  index: number;
  now: number;
  locality: Locality;
  /** Of the household, where the person bears it. */
  lastName: Name | null;
}

export function drawPerson({ seed, index, now, locality, lastName }: PersonDraw): Person {
  const random = new Random(seed, 'person', index);
  const kind = kinds[random.weighted(kindShares)] ?? 'lead';
  const isWoman = random.chance(0.52);
  const isAwkward = random.chance(dirt.awkwardName);
  const source = isAwkward ? awkward : locality;
  const first = random.pick(isWoman ? source.women : source.men);
  const last = lastName ?? random.pick(source.lastNames);
  return {
    index,
    kind,
    mix: mix[kind],
    gender: random.chance(0.01) ? 'd' : isWoman ? 'f' : 'm',
    firstName: first.text,
    lastName: last,
    birthDate: isoDate(now - (17 + 30 * (random.float() + random.float())) * YEAR),
    email: privateEmail(random, first, last, index),
    secondEmail: random.chance(dirt.secondEmail) ? workEmail(random, first, last, index) : null,
    mobile: mobileOf(locality.country, index),
    joinedAt: now - DAY - 5 * YEAR * random.float() ** 1.3,
    brand: random.pickPopular(brands),
    categories: [random.pick(categoryNames), random.pick(categoryNames)],
    purse: 0.55 + random.exponential(0.45),
  };
}

const boxes = [
  'postbox.example',
  'mailhaus.example',
  'webpost.example',
  'courriel.example',
  'inkomend.example',
  'larkmail.example',
] as const;

const employers = [
  'nordwerk.example',
  'brightfield.example',
  'atelier-sud.example',
  'polder.example',
] as const;

/** Below which a number would look like a common suffix. */
const FIRST_NUMBER = 10;

/**
 * The person's number, the only digits in the address, makes it unique however dots, tags and case are
 * folded. Gmail allows no underscore in names, so none of these can be anybody's real address.
 */
function privateEmail(random: Random, first: Name, last: Name, index: number): string {
  const number = FIRST_NUMBER + index;
  if (random.chance(0.35)) return `${first.ascii}.${last.ascii}_${number}@gmail.com`;
  const box = random.pick(boxes);
  const form = random.float();
  if (form < 0.5) return `${first.ascii}.${last.ascii}${number}@${box}`;
  if (form < 0.75) return `${first.ascii.slice(0, 1)}${last.ascii}${number}@${box}`;
  return `${first.ascii}-${number}@${box}`;
}

function workEmail(random: Random, first: Name, last: Name, index: number): string {
  return `${first.ascii.slice(0, 1)}.${last.ascii}.${FIRST_NUMBER + index}@${random.pick(employers)}`;
}
