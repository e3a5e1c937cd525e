import { isoTime, MINUTE, SECOND } from './clock.ts';
import { type Company, type Customer, daytimeBefore, randomOf, truthOfEvents } from './customer.ts';
import { opaqueHex } from './opaque-id.ts';
import type { Order } from './orders.ts';
import type { Product } from './products.ts';
import { chooseProduct } from './purchases.ts';
import type { Random } from './random.ts';
import { EVENTS_KEPT } from './web-visits.ts';

/** Mean of the app's visits that end without an order, over the time that events are kept. */
const IDLE_VISITS = 5;

interface Phone {
  /** The device_id. */
  id: string;
  os: 'ios' | 'android';
  loggedIn: boolean;
  /** Every user_id, and null, that its events carry. */
  seenAs: Set<string | null>;
}

/** Writes what a person did in the app: one phone, or an old and a new one, each logged in to early on. */
export function writeAppVisits(company: Company, customer: Customer, orders: readonly Order[]): void {
  const account = customer.accounts[0];
  if (!customer.hasApp || account === undefined) return;
  const random = randomOf(company, 'app', customer.person);
  const from = Math.max(account.createdAt, company.now - EVENTS_KEPT);
  const bought = orders.filter((order) => order.channel === 'app' && order.at >= from);
  const idle = Array.from({ length: 1 + random.count(IDLE_VISITS) }, () => ({
    at: Math.max(daytimeBefore(company, random, random.between(from, company.now)), from),
    order: undefined,
  }));
  const visits = [...idle, ...bought.map((order) => ({ at: order.at, order }))].sort((a, b) => a.at - b.at);
  const changesPhoneAfter = random.chance(0.12) ? Math.ceil(visits.length / 2) : visits.length;
  const os = random.chance(0.55) ? 'ios' : 'android';
  const phones = [newPhone(customer, random, os, 0), newPhone(customer, random, os, 1)] as const;
  let messages = 0;
  for (const [i, { at, order }] of visits.entries()) {
    const phone = i < changesPhoneAfter ? phones[0] : phones[1];
    const userId = order?.userId ?? account.userId;
    let time = at - 4 * MINUTE;
    for (const [event, screen, product] of taps(company, random, customer, phone, order)) {
      time = event === 'order_completed' ? at : time + Math.floor(random.between(2, 20) * SECOND);
      if (event === 'logged_in') phone.loggedIn = true;
      const seenAs = phone.loggedIn ? userId : null;
      if (company.events === 'first' && phone.seenAs.has(seenAs)) continue;
      phone.seenAs.add(seenAs);
      company.tables.app_events.write({
        message_id: opaqueHex('appEvent', customer.person.index, messages++),
        device_id: phone.id,
        user_id: seenAs,
        event,
        sent_at: isoTime(time),
        screen,
        product_id: product?.id ?? null,
        category: product?.categories[1] ?? null,
        os,
      });
    }
  }
  for (const { id, seenAs } of phones) {
    for (const userId of seenAs)
      truthOfEvents(company, 'app_events', { device: id, userId }, customer.person);
  }
}

function newPhone(customer: Customer, random: Random, os: Phone['os'], n: number): Phone {
  const id = `${os}-${opaqueHex('app', customer.person.index, n)}`;
  return { id, os, loggedIn: random.chance(0.65), seenAs: new Set() };
}

/** Event, screen and product of each tap of one visit, at most eleven and so within four minutes. */
function taps(
  company: Company,
  random: Random,
  customer: Customer,
  phone: Phone,
  order: Order | undefined,
): [string, string, Product | null][] {
  const steps: [string, string, Product | null][] = [['app_opened', 'home', null]];
  if (!phone.loggedIn) steps.push(['logged_in', 'account', null]);
  if (order !== undefined) {
    for (const { product } of order.lines.slice(0, 3)) {
      steps.push(['product_viewed', 'product', product], ['product_added', 'product', product]);
    }
    steps.push(['checkout_started', 'checkout', null], ['order_completed', 'checkout', null]);
    return steps;
  }
  let product: Product | null = null;
  for (let seen = Math.min(random.count(1.8), 6); seen > 0; seen--) {
    product = chooseProduct(random, customer.person, company.catalogue, product);
    steps.push(['product_viewed', 'product', product]);
  }
  if (product !== null && random.chance(0.15)) steps.push(['product_added', 'product', product]);
  return steps;
}
