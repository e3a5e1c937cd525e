import { isoTime, SECOND } from './clock.ts';
import type { Company } from './customer.ts';
import { opaqueHex } from './opaque-id.ts';
import type { Order } from './orders.ts';
import type { Person } from './persons.ts';
import type { Product } from './products.ts';
import { chooseProduct } from './purchases.ts';
import type { Random } from './random.ts';

/** A browser on one machine, as its cookie tells it. */
export interface Device {
  /** The anonymous_id. */
  id: string;
  type: 'mobile' | 'desktop' | 'tablet';
  /** Who is logged in on it now. */
  userId: string | null;
  neverLogsIn: boolean;
  /** Every user_id, and null, that its events carry. */
  seenAs: Set<string | null>;
}

export interface Visit {
  /** The time of its last event. */
  at: number;
  ends: 'idle' | 'signup' | 'order';
  /** Who logs in, if anybody does. */
  userId: string | null;
  order?: Order;
  /** Is made on the person's first device, as the others around the opening of an account. */
  onFirstDevice?: boolean;
}

interface Step {
  event: string;
  url: string;
  product: Product | null;
  /** In currency units. */
  value: number | null;
}

/** Message numbers of borrowed devices start here, above any that a person's own visits reach. */
const BORROWED = 1 << 30;

/** Turns the visits of one person into events. */
export class VisitWriter {
  private readonly company: Company;
  private readonly random: Random;
  private readonly person: Person;
  private messages: number;

  constructor(company: Company, random: Random, person: Person, as: 'owner' | 'borrowed' = 'owner') {
    this.company = company;
    this.random = random;
    this.person = person;
    this.messages = as === 'owner' ? 0 : BORROWED;
  }

  write(visit: Visit, device: Device, logsIn: boolean): void {
    const { random } = this;
    const steps = this.steps(visit);
    // Whoever orders with their second account logs in with that one.
    const mustLogIn =
      device.userId === null ? logsIn : visit.ends === 'order' && device.userId !== visit.userId;
    if (mustLogIn && visit.userId !== null) {
      const event = visit.ends === 'signup' ? 'signed_up' : 'logged_in';
      const login: Step = { event, url: '/account', product: null, value: null };
      const place = visit.ends === 'idle' ? 1 + random.below(steps.length) : steps.length - 1;
      steps.splice(visit.ends === 'signup' ? steps.length : place, 0, login);
    }
    const gaps = steps.map(() => Math.floor(random.exponential(35 * SECOND)) + 1500);
    let at = visit.at - gaps.reduce((sum, gap) => sum + gap, 0);
    for (const [i, step] of steps.entries()) {
      at += gaps[i] ?? 0;
      if (step.event === 'logged_in' || step.event === 'signed_up') device.userId = visit.userId;
      this.emit(step, device, at);
    }
  }

  private emit(step: Step, device: Device, at: number): void {
    if (this.company.events === 'first' && device.seenAs.has(device.userId)) return;
    device.seenAs.add(device.userId);
    this.company.tables.web_events.write({
      message_id: opaqueHex('webEvent', this.person.index, this.messages++),
      anonymous_id: device.id,
      user_id: device.userId,
      event: step.event,
      sent_at: isoTime(at),
      product_id: step.product?.id ?? null,
      category: step.product?.categories[1] ?? null,
      brand: step.product?.brand ?? null,
      url: step.url,
      device: device.type,
      value: step.value,
    });
  }

  /** From the landing page to an order, an abandoned basket, or nothing. */
  private steps(visit: Visit): Step[] {
    const { random } = this;
    const steps: Step[] = [];
    const add = (event: string, url: string, product: Product | null = null, value: number | null = null) => {
      steps.push({ event, url, product, value });
    };
    const view = (product: Product) => add('product_viewed', `/p/${product.id}`, product);
    const buy = (product: Product) => add('product_added', `/p/${product.id}`, product, product.price / 100);

    const browse = (products: number) => {
      let product: Product | null = null;
      for (let seen = 0; seen < products; seen++) {
        product = chooseProduct(random, this.person, this.company.catalogue, product);
        if (random.chance(0.4)) add('page_viewed', `/c/${encodeURIComponent(product.categories[1])}`);
        view(product);
      }
      return product;
    };

    add('page_viewed', '/');
    if (visit.order !== undefined) {
      browse(random.count(1.2));
      for (const line of visit.order.lines) {
        view(line.product);
        buy(line.product);
      }
      add('page_viewed', '/cart');
      add('checkout_started', '/checkout', null, visit.order.total / 100);
      add('order_completed', '/checkout/done', null, visit.order.total / 100);
      return steps;
    }
    const product = browse(random.count(3));
    if (product !== null && random.chance(0.22)) {
      buy(product);
      if (random.chance(0.4)) add('checkout_started', '/checkout', null, product.price / 100);
    }
    return steps;
  }
}
