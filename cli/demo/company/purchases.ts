import { DAY, seasonAt, YEAR } from './clock.ts';
import type { Person } from './persons.ts';
import { type Catalogue, goesWith, type Product } from './products.ts';
import type { Random } from './random.ts';

/** How far back orders and store purchases go. */
export const HISTORY = 3 * YEAR;

/** The most purchases kept of one person and channel; the tail beyond it is cut off. */
const MOST = 200;

/**
 * When somebody buys, in rising order: the "buy till you die" picture that BG/NBD fits (Fader, Hardie and
 * Lee 2005). The person's own rate is drawn from a heavy tail around `perYear`; after each purchase they may
 * leave for good, with a chance of their own; the seasons thin the stream out (Lewis and Shedler 1979).
 */
export function purchaseTimes(random: Random, perYear: number, from: number, to: number): number[] {
  const times: number[] = [];
  if (perYear <= 0) return times;
  const ownRate = perYear * random.exponential(1) ** 1.35;
  const leaves = 0.02 + 0.4 * random.float() ** 2;
  const gap = YEAR / Math.max(ownRate * 1.7, 0.01); // thinning keeps about 1 in 1.7
  let at = from;
  while (times.length < MOST) {
    at += random.exponential(gap);
    if (at >= to - DAY) break;
    if (!random.chance(seasonAt(at))) continue;
    times.push(at);
    if (random.chance(leaves)) break;
  }
  return times;
}

/** One line of an order; amounts in cents. */
export interface Line {
  product: Product;
  quantity: number;
  unitPrice: number;
  /** Off the whole line. */
  discount: number;
}

const coupons = [
  ['WELCOME10', 0.1],
  ['SPRING15', 0.15],
  ['BLACKWEEK20', 0.2],
  ['VIP25', 0.25],
] as const;

/** One to about eight lines that follow the person's taste, and the coupon that was used. */
export function fillBasket(random: Random, person: Person, catalogue: Catalogue) {
  const [coupon, share] = random.chance(0.18) ? random.pick(coupons) : [null, 0];
  const lines: Line[] = [];
  let previous: Product | null = null;
  const wanted = 1 + Math.min(7, random.count(0.55 + 0.35 * person.purse));
  for (let i = 0; i < wanted; i++) {
    const product = chooseProduct(random, person, catalogue, previous);
    const quantity = random.chance(0.12) ? 2 + random.below(2) : 1;
    const unitPrice = product.price;
    lines.push({ product, quantity, unitPrice, discount: Math.round(quantity * unitPrice * share) });
    previous = product;
  }
  return { lines, coupon, total: lines.reduce((sum, line) => sum + amountOf(line), 0) };
}

/** In cents. */
function amountOf(line: Line): number {
  return line.quantity * line.unitPrice - line.discount;
}

/** 12995 as '129.95'. */
export function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** What the person looks at or buys next: often what goes with the last product, or of a favourite kind. */
export function chooseProduct(
  random: Random,
  person: Person,
  catalogue: Catalogue,
  previous: Product | null,
): Product {
  const partners = previous === null ? undefined : goesWith[previous.categories[1]];
  const category =
    partners !== undefined && random.chance(0.4)
      ? random.pick(partners)
      : random.chance(0.65)
        ? random.pick(person.categories)
        : null;
  if (category === null) return random.pickPopular(catalogue.products);
  const branded = catalogue.byCategoryAndBrand.get(`${category}/${person.brand}`);
  if (branded !== undefined && random.chance(0.5)) return random.pick(branded);
  return random.pickPopular(catalogue.byCategory.get(category) ?? catalogue.products);
}
