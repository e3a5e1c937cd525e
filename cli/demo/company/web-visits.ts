import { DAY } from './clock.ts';
import { type Company, type Customer, daytimeBefore, randomOf, truthOfEvents } from './customer.ts';
import { dirt } from './dirt.ts';
import { opaqueHex } from './opaque-id.ts';
import type { Order } from './orders.ts';
import type { Random } from './random.ts';
import { type Device, type Visit, VisitWriter } from './web-visit-events.ts';

/** How long web and app events are kept. */
export const EVENTS_KEPT = 400 * DAY;

const deviceTypes = ['mobile', 'desktop', 'tablet'] as const;

/**
 * Writes all of a person's visits to the web shop: each web order as the visit that ended in it, the visit
 * in which the account was opened, and idle ones. A device is anonymous until somebody logs in on it, and
 * remembers the login. Returns whether the person has logged in on their first device.
 */
export function writeWebVisits(company: Company, customer: Customer, orders: readonly Order[]): boolean {
  const random = randomOf(company, 'web', customer.person);
  const visits = planVisits(company, random, customer, orders);
  if (visits.length === 0) return false;
  const devices = drawDevices(company, random, customer);
  const planned = visits.map((visit) => ({ visit, device: deviceFor(random, devices, visit) }));
  const last = new Map(planned.map(({ visit, device }) => [device, visit]));
  const writer = new VisitWriter(company, random, customer.person);
  for (const { visit, device } of planned) {
    const isLast = last.get(device) === visit;
    const logsIn = visit.ends !== 'idle' || (!device.neverLogsIn && (isLast || random.chance(0.6)));
    writer.write(visit, device, logsIn);
  }
  for (const device of devices) noteTruth(company, customer, device);
  return devices[0]?.seenAs.has(customer.accounts[0]?.userId ?? null) ?? false;
}

/** One visit on somebody else's tablet, logged in as the borrower from the start. */
export function borrowDevice(company: Company, owner: Customer, borrower: Customer): void {
  const account = borrower.accounts[0];
  if (account === undefined) return;
  const random = randomOf(company, 'web', borrower.person);
  random.float(); // not the draws of the borrower's own visits
  const device = newDevice(owner, 0);
  device.userId = account.userId;
  const at = Math.max(account.createdAt, company.now - 60 * DAY * random.float());
  const visit: Visit = { at: daytimeBefore(company, random, at), ends: 'idle', userId: account.userId };
  new VisitWriter(company, random, borrower.person, 'borrowed').write(visit, device, true);
  noteTruth(company, borrower, device);
}

function planVisits(company: Company, random: Random, customer: Customer, orders: readonly Order[]): Visit[] {
  const { person, accounts } = customer;
  const start = company.now - EVENTS_KEPT;
  const account = accounts[0];
  const userId = account?.userId ?? null;
  const idle = (at: number, from: number, who: string | null): Visit => {
    return { at: Math.max(daytimeBefore(company, random, at), from), ends: 'idle', userId: who };
  };
  const visits: Visit[] = [];
  for (const order of orders) {
    if (order.channel !== 'web' || order.at < start) continue;
    visits.push({ at: order.at, ends: 'order', userId: order.userId, order });
  }
  if (account !== undefined && account.createdAt > start + 10 * DAY) {
    const opening = visits.find((visit) => visit.at === account.createdAt);
    if (opening !== undefined) opening.onFirstDevice = true;
    else if (random.chance(0.5)) {
      visits.push({ at: account.createdAt, ends: 'signup', userId, onFirstDevice: true });
    }
    // A look around before, which only the device's later login ties to the person.
    if (visits.length > 0 && random.chance(0.4)) {
      const before = account.createdAt - 10 * DAY * random.float();
      visits.push({ ...idle(before, start, null), onFirstDevice: true });
    }
  }
  const isHidden = account === undefined && person.kind !== 'browser' && random.chance(dirt.hiddenBrowser);
  if (isHidden || random.chance(person.mix.browses)) {
    const from = Math.max(start, account?.createdAt ?? person.joinedAt);
    const count = person.kind === 'browser' || isHidden ? 1 : 0;
    const idleVisits = count + random.count(person.mix.idleVisits * random.exponential(1));
    for (let n = 0; n < idleVisits; n++) {
      // People who left stop coming: the last order pulls half of the visits towards it.
      const until = random.chance(0.5) ? company.now : (orders.at(-1)?.at ?? company.now);
      visits.push(idle(until - Math.max(until - from, DAY / 2) * random.float() ** 1.7, from, userId));
    }
  }
  return visits.sort((a, b) => a.at - b.at);
}

function drawDevices(company: Company, random: Random, customer: Customer): Device[] {
  const account = customer.accounts[0];
  if (account === undefined) {
    return Array.from({ length: random.chance(dirt.secondAnonymousDevice) ? 2 : 1 }, (_, n) =>
      newDevice(customer, n),
    );
  }
  return Array.from({ length: 1 + random.weighted([62, 30, 8]) }, (_, n) => {
    const device = newDevice(customer, n);
    device.neverLogsIn = n > 0 && random.chance(dirt.neverLoggedIn);
    // With an account older than the events, the cookie may hold a login already.
    const isOld = account.createdAt < company.now - EVENTS_KEPT;
    if (isOld && !device.neverLogsIn && random.chance(0.4)) device.userId = account.userId;
    return device;
  });
}

function newDevice(customer: Customer, n: number): Device {
  return {
    id: opaqueHex('device', customer.person.index, n),
    type: deviceTypes[(customer.person.index + n) % 3] ?? 'mobile',
    userId: null,
    neverLogsIn: customer.accounts.length === 0,
    seenAs: new Set(),
  };
}

/** A visit that ends in an order is not made on a device that never logs in. */
function deviceFor(random: Random, devices: readonly Device[], visit: Visit): Device {
  const [first, ...others] = devices;
  if (first === undefined) throw new RangeError('a visitor without a device');
  if (visit.onFirstDevice || random.chance(0.65)) return first;
  return random.pick([first, ...others.filter((device) => visit.ends === 'idle' || !device.neverLogsIn)]);
}

function noteTruth(company: Company, customer: Customer, device: Device): void {
  for (const userId of device.seenAs) {
    truthOfEvents(company, 'web_events', { device: device.id, userId }, customer.person);
  }
}
