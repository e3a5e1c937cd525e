import { atDaytime, isoTime } from './clock.ts';
import { type Company, type Customer, randomOf } from './customer.ts';
import { opaqueDigits } from './opaque-id.ts';
import { fillBasket, HISTORY, type Line, money, purchaseTimes } from './purchases.ts';

export interface Order {
  /** Of the account that ordered. */
  userId: string;
  channel: 'web' | 'app' | 'phone';
  at: number;
  lines: readonly Line[];
  /** In cents, the sum of its lines. */
  total: number;
}

/** Writes all orders of a person with their items, and returns them in the order of their times. */
export function writeOrders(company: Company, customer: Customer): Order[] {
  const { person, household, accounts } = customer;
  const first = accounts[0];
  if (first === undefined) return [];
  const random = randomOf(company, 'orders', person);
  const from = Math.max(first.createdAt, company.now - HISTORY);
  const times = purchaseTimes(random, person.mix.ordersPerYear, from, company.now);
  // An account is mostly opened to order something.
  if (random.chance(0.6) && first.createdAt > company.now - HISTORY) times.unshift(first.createdAt);
  const orders: Order[] = [];
  for (const time of times) {
    const at = time === first.createdAt ? time : Math.max(atDaytime(random, time), first.createdAt);
    const channel = random.chance(0.05) ? 'phone' : customer.hasApp && random.chance(0.4) ? 'app' : 'web';
    const account = accounts.findLast((one) => one.createdAt <= at) ?? first;
    const { lines, coupon, total } = fillBasket(random, person, company.catalogue);
    const id = `O${opaqueDigits('order', person.index, orders.length)}`;
    company.tables.orders.write({
      order_id: id,
      customer_id: account.userId,
      channel,
      status: random.chance(0.9) ? 'paid' : random.chance(0.6) ? 'refunded' : 'cancelled',
      total: money(total),
      currency: household.locality.currency,
      coupon,
      ordered_at: isoTime(at),
    });
    for (const [i, line] of lines.entries()) {
      company.tables.order_items.write({
        order_id: id,
        line: i + 1,
        product_id: line.product.id,
        quantity: line.quantity,
        unit_price: money(line.unitPrice),
        discount: money(line.discount),
      });
    }
    orders.push({ userId: account.userId, channel, at, lines, total });
  }
  return orders;
}
