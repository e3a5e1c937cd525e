/**
 * Made-up phone numbers with the plan of their country, unique by construction: each person has a mobile
 * and each household a landline, taken from ranges that hold more than 2^24 numbers each. The ranges kept
 * for fiction (US 555-01xx, Ofcom 07700 900xxx, ARCEP 06 39 98 xx xx) hold a hundred to ten thousand.
 */
export type Country = 'DE' | 'GB' | 'FR' | 'NL' | 'US';

export interface PhoneNumber {
  country: Country;
  /** Digits of the area or network, without trunk prefix: '151'. */
  area: string;
  /** The remaining digits: '23456789'. */
  subscriber: string;
}

interface Range {
  areas: readonly string[];
  /** Subscriber numbers from `first`, `size` of them. */
  first: number;
  size: number;
}

interface Plan {
  code: string;
  /** What is dialled before the area within the country. */
  trunk: string;
  mobile: Range;
  landline: Range;
}

// Area codes of large cities; the United States write mobiles and landlines alike, so they share out 40.
const usMobile = '212 305 312 404 415 503 512 602 617 702 713 718 720 773 801 813 816 858 901 919'.split(' ');
const usLandline = '206 210 213 214 216 303 313 314 317 407 412 414 502 504 505 513 614 615 704 804'.split(
  ' ',
);
const gbMobile = Array.from({ length: 100 }, (_, n) => String(7400 + n));

export const plans: Record<Country, Plan> = {
  DE: {
    code: '49',
    trunk: '0',
    mobile: { areas: ['151', '160', '171'], first: 10_000_000, size: 80_000_000 },
    landline: { areas: ['30', '40', '89'], first: 20_000_000, size: 70_000_000 },
  },
  GB: {
    code: '44',
    trunk: '0',
    mobile: { areas: gbMobile, first: 100_000, size: 900_000 },
    landline: { areas: ['20'], first: 70_000_000, size: 19_000_000 },
  },
  FR: {
    code: '33',
    trunk: '0',
    mobile: { areas: ['6'], first: 10_000_000, size: 80_000_000 },
    landline: { areas: ['1'], first: 30_000_000, size: 50_000_000 },
  },
  NL: {
    code: '31',
    trunk: '0',
    mobile: { areas: ['6'], first: 10_000_000, size: 45_000_000 },
    landline: { areas: ['10', '20', '30', '70'], first: 2_000_000, size: 7_000_000 },
  },
  US: {
    code: '1',
    trunk: '',
    mobile: { areas: usMobile, first: 2_000_000, size: 7_900_000 },
    landline: { areas: usLandline, first: 2_000_000, size: 7_900_000 },
  },
};

export function mobileOf(country: Country, person: number): PhoneNumber {
  return numberIn(country, plans[country].mobile, person);
}

/** The landline of the household whose first member is this person. */
export function landlineOf(country: Country, person: number): PhoneNumber {
  return numberIn(country, plans[country].landline, person);
}

/** '+4915123456789'. */
export function e164(phone: PhoneNumber): string {
  return `+${plans[phone.country].code}${phone.area}${phone.subscriber}`;
}

// A prime, so coprime to every range's size and the walk through a range meets no number twice; below 2^28,
// so that its product with a person's number stays an exact integer.
const STRIDE = 179_424_673;

function numberIn(country: Country, range: Range, index: number): PhoneNumber {
  const slot = (index * STRIDE) % (range.areas.length * range.size);
  const area = range.areas[Math.floor(slot / range.size)];
  if (area === undefined) throw new RangeError(`no area for slot ${slot} in ${country}`);
  return { country, area, subscriber: String(range.first + (slot % range.size)) };
}
