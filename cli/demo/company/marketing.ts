import { DAY, HOUR, isoTime, MINUTE } from './clock.ts';
import { type Company, type Customer, daytimeBefore, later, randomOf, truth } from './customer.ts';
import { opaqueDigits, opaqueHex } from './opaque-id.ts';
import type { Random } from './random.ts';
import { ownEmail } from './typed-email.ts';

const CAMPAIGNS = 4;

/**
 * Writes what a person agreed to, and what became of the mails they were sent. Of consents the newest for an
 * e-mail and purpose counts; whoever unsubscribes in a mail gets a row that withdraws marketing_email. Not for those without an e-mail.
 */
export function writeMarketing(company: Company, customer: Customer): void {
  const { person } = customer;
  const random = randomOf(company, 'marketing', person);
  const consents = new ConsentWriter(company, random, customer);
  const hasConsents = random.chance(person.mix.consent);
  if (hasConsents) writeConsents(company, random, customer, consents);
  const isMailed = customer.optedIn && person.mix.consent > 0 && (hasConsents || random.chance(0.5));
  if (!isMailed) return;
  const unsubscribedAt = writeMails(company, random, customer);
  if (unsubscribedAt !== null) consents.write('marketing_email', false, 'email_footer', unsubscribedAt);
}

function writeConsents(company: Company, random: Random, customer: Customer, consents: ConsentWriter): void {
  const at = daytimeBefore(company, random, customer.person.joinedAt);
  const source = customer.accounts.length > 0 ? 'web_signup' : customer.loyaltyId !== null ? 'store' : 'form';
  consents.write('marketing_email', customer.optedIn, source, at);
  if (random.chance(0.12)) consents.write('advertising', random.chance(0.5), source, at);
  if (random.chance(0.06)) consents.write('profiling', random.chance(0.6), source, at);
  // A change of mind, back and forth.
  if (!customer.optedIn && random.chance(0.1)) {
    consents.write('marketing_email', true, 'preferences', later(company, random, at));
  } else if (random.chance(0.03)) {
    const between = later(company, random, at);
    consents.write('marketing_email', false, 'preferences', between);
    consents.write('marketing_email', true, 'preferences', later(company, random, between));
  }
}

class ConsentWriter {
  private readonly company: Company;
  private readonly random: Random;
  private readonly customer: Customer;
  private count = 0;

  constructor(company: Company, random: Random, customer: Customer) {
    this.company = company;
    this.random = random;
    this.customer = customer;
  }

  write(purpose: string, granted: boolean, source: string, at: number): void {
    const { person } = this.customer;
    const id = `K${opaqueDigits('consent', person.index, this.count++)}`;
    this.company.tables.consents.write({
      consent_id: id,
      email: ownEmail(this.random, person.email),
      purpose,
      granted,
      source,
      at: isoTime(at),
    });
    truth(this.company, 'consents', id, person);
  }
}

/** The last monthly newsletters, each to a part of the list; returns when the person unsubscribed, if so. */
function writeMails(company: Company, random: Random, { person }: Customer): number | null {
  let number = 0;
  for (let n = CAMPAIGNS; n >= 1; n--) {
    const sentAt = newsletterTime(company.now, n) + random.below(20) * MINUTE;
    if (sentAt < person.joinedAt || !random.chance(0.7)) continue;
    const campaign = `newsletter-${isoTime(sentAt).slice(0, 7)}`;
    const write = (event: string, at: number) =>
      company.tables.email_events.write({
        event_id: opaqueHex('emailEvent', person.index, number++),
        email: person.email,
        campaign,
        event,
        at: isoTime(Math.min(at, company.now - 1)),
      });
    write('sent', sentAt);
    const arrivedAt = sentAt + 2000 + random.below(60_000);
    if (random.chance(0.015)) {
      write('bounced', arrivedAt);
      continue;
    }
    write('delivered', arrivedAt);
    if (!random.chance(0.38)) continue;
    const openedAt = arrivedAt + random.exponential(9 * HOUR);
    write('opened', openedAt);
    if (random.chance(0.22)) write('clicked', openedAt + random.between(2, 90) * 1000);
    if (random.chance(0.015)) {
      const at = openedAt + random.between(5, 60) * 1000;
      write('unsubscribed', at);
      return Math.min(at, company.now - 1);
    }
  }
  return null;
}

/** Seven in the morning, 30 days apart, the newest five days before now. */
function newsletterTime(now: number, monthsAgo: number): number {
  return Math.floor(now / DAY) * DAY - ((monthsAgo - 1) * 30 + 5) * DAY + 7 * HOUR;
}
