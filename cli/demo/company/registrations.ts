import { isoTime } from './clock.ts';
import { type Company, type Customer, daytimeBefore, later, randomOf, truth } from './customer.ts';
import { dirt, junkEmails } from './dirt.ts';
import { opaqueDigits } from './opaque-id.ts';
import type { Random } from './random.ts';
import { ownEmail, typedEmail } from './typed-email.ts';
import { enteredPhone, typedPhone } from './typed-phone.ts';

/**
 * Writes the rows in which a person gives a name and address: shop accounts, CRM contacts, the loyalty card.
 * Returns whether one of them holds the person's own e-mail, to which mails can then be sent.
 */
export function writeRegistrations(company: Company, customer: Customer, spent: number): boolean {
  const random = randomOf(company, 'contact', customer.person);
  const inShop = writeUsers(company, random, customer);
  const inCrm = writeContacts(company, random, customer);
  const onCard = writeLoyalty(company, random, customer, spent);
  return inShop || inCrm || onCard;
}

function writeUsers(company: Company, random: Random, customer: Customer): boolean {
  const { person, household } = customer;
  const family = household.shared?.by.includes(person) ? household.shared : null;
  for (const [n, { userId, createdAt }] of customer.accounts.entries()) {
    const email = family?.email
      ? family.by[0].email
      : n > 0
        ? (person.secondEmail ?? person.email)
        : person.email;
    const phone = family?.phone ? household.landline : person.mobile;
    company.tables.users.write({
      user_id: userId,
      email: ownEmail(random, email),
      phone: family?.phone || random.chance(0.85) ? enteredPhone(random, phone) : null,
      country: household.locality.country,
      first_name: person.firstName,
      last_name: person.lastName.text,
      created_at: isoTime(createdAt),
      updated_at: isoTime(later(company, random, createdAt)),
    });
    truth(company, 'users', userId, person);
  }
  return customer.accounts.length > 0 && !family?.email;
}

/** The same person is typed again each time a clerk does not find them. */
function writeContacts(company: Company, random: Random, customer: Customer): boolean {
  const { person, household } = customer;
  const count = random.weighted(person.mix.contacts);
  let at = person.joinedAt;
  let hasOwn = false;
  for (let n = 0; n < count; n++) {
    const createdAt = daytimeBefore(company, random, at);
    const usesSecond = person.secondEmail !== null && random.chance(dirt.secondEmailUsed);
    const email = askEmail(random, (usesSecond && person.secondEmail) || person.email);
    hasOwn ||= email.isGiven && !usesSecond;
    // Whoever gives no e-mail, or another one, is asked for a phone.
    const hasPhone = !email.isGiven || usesSecond || !random.chance(dirt.noPhone);
    const phone = household.looselyShared ? household.landline : person.mobile;
    const hasAddress = !random.chance(dirt.noAddress);
    const id = `C${opaqueDigits('contact', person.index, n)}`;
    company.tables.crm_contacts.write({
      contact_id: id,
      email: email.text,
      mobile: hasPhone || household.looselyShared ? typedPhone(random, phone) : null,
      country: random.chance(dirt.noCountry) ? null : household.locality.country,
      first_name: random.chance(dirt.noFirstName) ? null : typedName(random, person.firstName),
      last_name: typedName(random, person.lastName.text),
      birth_date: random.chance(dirt.noBirthDate) ? null : person.birthDate,
      gender: random.chance(0.3) ? null : person.gender,
      street: hasAddress ? household.street : null,
      postcode: hasAddress ? household.place.postcode : null,
      city: hasAddress ? typedName(random, household.place.city) : null,
      created_at: isoTime(createdAt),
      updated_at: isoTime(later(company, random, createdAt)),
      marketing_opt_in: customer.optedIn,
    });
    truth(company, 'crm_contacts', id, person);
    at = later(company, random, at);
  }
  return hasOwn;
}

function writeLoyalty(company: Company, random: Random, customer: Customer, spent: number): boolean {
  const { person, household, loyaltyId } = customer;
  if (loyaltyId === null) return false;
  const points = Math.round(spent / 100) + random.below(120);
  const email = askEmail(random, person.email);
  const joinedAt = daytimeBefore(company, random, person.joinedAt);
  company.tables.loyalty_accounts.write({
    loyalty_id: loyaltyId,
    email: email.text,
    phone: !email.isGiven || random.chance(0.7) ? typedPhone(random, person.mobile) : null,
    country: household.locality.country,
    first_name: typedName(random, person.firstName),
    last_name: typedName(random, person.lastName.text),
    tier: points >= 1500 ? 'gold' : points >= 500 ? 'silver' : 'bronze',
    points,
    joined_at: isoTime(joinedAt),
    updated_at: isoTime(later(company, random, joinedAt)),
  });
  truth(company, 'loyalty_accounts', loyaltyId, person);
  return email.isGiven;
}

/** What a clerk enters as the e-mail: nothing, junk, or what the person says, more or less. */
function askEmail(random: Random, email: string): { text: string | null; isGiven: boolean } {
  if (random.chance(dirt.noEmail)) return { text: null, isGiven: false };
  if (random.chance(dirt.junkEmail)) return { text: random.pickPopular(junkEmails), isGiven: false };
  return { text: typedEmail(random, email), isGiven: true };
}

function typedName(random: Random, name: string): string {
  const cased = random.chance(dirt.nameUpperCase) ? name.toUpperCase() : name;
  return random.chance(dirt.nameSpaces) ? `${cased} ` : cased;
}
