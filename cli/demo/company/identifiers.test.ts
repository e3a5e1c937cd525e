import { expect, test } from 'vitest';
import { isoTime } from './clock.ts';
import { junkEmailPatterns, junkEmails, junkPhonePatterns, junkPhones } from './dirt.ts';
import { normalEmail, normalPhone } from './identity-oracle.ts';
import { cardHash, opaqueDigits, opaqueHex } from './opaque-id.ts';
import { type Country, e164, landlineOf, mobileOf } from './phone-plan.ts';
import { Random } from './random.ts';
import { ownEmail } from './typed-email.ts';
import { enteredPhone, typedPhone } from './typed-phone.ts';

const SEED = 11;

const lengths: Record<Country, RegExp> = {
  DE: /^\+49\d{10,11}$/,
  GB: /^\+44\d{10}$/,
  FR: /^\+33\d{9}$/,
  NL: /^\+31\d{9}$/,
  US: /^\+1[2-9]\d{2}[2-9]\d{6}$/,
};

const countries: Country[] = ['DE', 'GB', 'FR', 'NL', 'US'];

test.each(countries)('no two numbers in %s are the same, and each has its plan’s length', (country) => {
  const persons = [...Array(60_000).keys(), ...Array.from({ length: 2000 }, (_, n) => 2 ** 24 - 1 - n)];
  const numbers = persons.flatMap((n) => [e164(mobileOf(country, n)), e164(landlineOf(country, n))]);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.filter((number) => !lengths[country].test(number))).toEqual([]);
});

test.each(countries)('every form of a number in %s is that number or junk', (country) => {
  const random = new Random(SEED, 'contact', 0);
  for (let person = 0; person < 3000; person++) {
    const phone = person % 2 === 0 ? mobileOf(country, person) : landlineOf(country, person);
    expect(normalPhone(enteredPhone(random, phone), country)).toBe(e164(phone));
    const typed = typedPhone(random, phone);
    if (!junkPhones.some((junk) => junk === typed))
      expect(normalPhone(typed, country), typed).toBe(e164(phone));
  }
});

test('an e-mail that its owner writes is always the same box', () => {
  const random = new Random(SEED, 'contact', 1);
  for (let n = 0; n < 3000; n++) {
    expect(normalEmail(ownEmail(random, 'anna.schmidt_12@gmail.com'))).toBe('annaschmidt_12@gmail.com');
    expect(normalEmail(ownEmail(random, 'anna.schmidt12@postbox.example'))).toBe(
      'anna.schmidt12@postbox.example',
    );
  }
});

test('the block patterns catch the junk that looks like a value', () => {
  const like = (pattern: string) => new RegExp(`^${pattern.replaceAll('%', '.*')}$`);
  for (const junk of junkEmails.filter((one) => one.includes('@'))) {
    expect(
      junkEmailPatterns.some((pattern) => like(pattern).test(junk)),
      junk,
    ).toBe(true);
  }
  for (const junk of junkPhones.filter((one) => /\d/.test(one))) {
    const digits = junk.replace(/\D/g, '');
    const forms = [`+49${digits.slice(1)}`, `+1${digits}`, `+${digits.slice(2)}`];
    for (const form of forms)
      expect(
        junkPhonePatterns.some((pattern) => like(pattern).test(form)),
        form,
      ).toBe(true);
  }
});

test('ids are unique, and a time is written as Date does', () => {
  const pairs = Array.from({ length: 40_000 }, (_, i) => [i >>> 3, i & 7] as const);
  const unique = (ids: string[]) => expect(new Set(ids).size).toBe(ids.length);
  unique(pairs.map(([person, n]) => opaqueDigits('order', person, n)));
  unique(pairs.map(([person, n]) => opaqueHex('webEvent', person, n)));
  unique(pairs.map(([person, n]) => cardHash(person, n)));
  expect(cardHash(1, 0)).toMatch(/^[0-9a-f]{64}$/);
  const random = new Random(SEED, 'contact', 2);
  for (let i = 0; i < 2000; i++) {
    const at = random.between(-3e11, 2e12);
    expect(isoTime(at)).toBe(new Date(Math.floor(at)).toISOString());
  }
});
