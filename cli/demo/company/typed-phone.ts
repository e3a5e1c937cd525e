import { dirt, junkPhones } from './dirt.ts';
import { type Country, e164, type PhoneNumber, plans } from './phone-plan.ts';
import type { Random } from './random.ts';

/**
 * A phone number as somebody typed it: international or national, with spaces, dashes, slashes or brackets,
 * and now and then junk. Each form normalises to the same E.164 number, given the row's country.
 */
export function typedPhone(random: Random, phone: PhoneNumber): string {
  if (random.chance(dirt.junkPhone)) return random.pickPopular(junkPhones);
  return phone.country === 'US' ? americanForm(random, phone) : europeanForm(random, phone);
}

/** A phone number as a shop's account form keeps it: E.164, or the national digits as they were entered. */
export function enteredPhone(random: Random, phone: PhoneNumber): string {
  if (random.chance(0.7)) return e164(phone);
  return `${plans[phone.country].trunk}${phone.area}${phone.subscriber}`;
}

/** What each European form is worth, in the order of the cases below. */
const europeanWeights = [22, 14, 8, 6, 14, 14, 7, 6, 5, 2] as const;

function europeanForm(random: Random, phone: PhoneNumber): string {
  const { code } = plans[phone.country];
  const { area, subscriber } = phone;
  const grouped = groups(phone.country, subscriber);
  switch (random.weighted(europeanWeights)) {
    case 0:
      return `+${code}${area}${subscriber}`;
    case 1:
      return `+${code} ${area} ${grouped}`;
    case 2:
      return `00${code}${area}${subscriber}`;
    case 3:
      return `00${code} ${area} ${grouped}`;
    case 4:
      return `0${area}${subscriber}`;
    case 5:
      return `0${area} ${grouped}`;
    case 6:
      return `0${area}-${subscriber}`;
    case 7:
      return `(0${area}) ${grouped}`;
    case 8:
      return `0${area}/${subscriber}`;
    default:
      return `+${code} (0)${area} ${grouped}`;
  }
}

const americanWeights = [22, 14, 18, 18, 12, 8, 8] as const;

function americanForm(random: Random, phone: PhoneNumber): string {
  const { area, subscriber } = phone;
  const [exchange, line] = [subscriber.slice(0, 3), subscriber.slice(3)];
  switch (random.weighted(americanWeights)) {
    case 0:
      return `+1${area}${subscriber}`;
    case 1:
      return `+1 ${area} ${exchange} ${line}`;
    case 2:
      return `(${area}) ${exchange}-${line}`;
    case 3:
      return `${area}-${exchange}-${line}`;
    case 4:
      return `${area}${subscriber}`;
    case 5:
      return `${area}.${exchange}.${line}`;
    default:
      return `1-${area}-${exchange}-${line}`;
  }
}

/** '12 34 56 78' in France and the Netherlands, '1234 5678' elsewhere, six digits as they are. */
function groups(country: Country, digits: string): string {
  if (country === 'FR' || country === 'NL') return digits.replace(/(\d\d)(?=\d)/g, '$1 ');
  return digits.length === 8 ? `${digits.slice(0, 4)} ${digits.slice(4)}` : digits;
}
