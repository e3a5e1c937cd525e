import { describe, expect, test } from 'vitest';
import {
  birthDay,
  birthMonth,
  birthYear,
  city,
  country,
  email,
  firstInitial,
  gender,
  identify,
  mobileAdvertiserId,
  type Normal,
  personName,
  phone,
  sha256,
  state,
  zip,
} from './identifiers.ts';

/** Meta's own examples with their hashes ("Customer Information Parameters"). */
test.each<[string, string, string, string]>([
  [
    'EMAIL',
    'John_Smith@gmail.com',
    'john_smith@gmail.com',
    '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
  ],
  [
    'PHONE',
    '1(650)555-1212',
    '16505551212',
    'e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176',
  ],
  ['FN', 'Mary', 'mary', '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec'],
  ['FN', '정', '정', '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14'],
  ['LN', 'Valéry', 'valéry', '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c'],
  ['COUNTRY', 'US', 'us', '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621'],
])('%s %s is hashed as Meta publishes it', (name, given, normal, hash) => {
  expect(sha256(normal)).toBe(hash);
  const identified = identify({ EXTERN_ID: 'x', [name]: given }, true);
  expect(identified).toMatchObject({ identifiers: { [name]: hash } });
});

const value = (normal: Normal) => ('value' in normal ? normal.value : new Error(normal.fault));

describe.each<[string, (text: string) => Normal, [string, string | Error][]]>([
  [
    'email',
    email,
    [
      ['  Ann@Example.COM\n', 'ann@example.com'],
      ['', ''],
      ['ann@example', new Error('is no e-mail address')],
      ['ann smith@example.com', new Error('is no e-mail address')],
      ['a@b@c.com', new Error('is no e-mail address')],
    ],
  ],
  [
    'phone',
    phone,
    [
      ['+44 844 412 4653', '448444124653'],
      ['0044 (844) 412-4653', '448444124653'],
      ['tel: +1 650.555.1212', '16505551212'],
      ['', ''],
      ['0650 5551212', new Error('starts with a single 0, so it lacks its country code')],
      ['12345', new Error('is no phone number with its country code')],
      ['1234567890123456', new Error('is no phone number with its country code')],
      ['none', new Error('is no phone number with its country code')],
    ],
  ],
  [
    'gender',
    gender,
    [
      ['Female', 'f'],
      ['M', 'm'],
      [' male ', 'm'],
      ['other', ''],
      ['', ''],
    ],
  ],
  [
    'year',
    birthYear(2026),
    [
      ['1997', '1997'],
      ['1900', '1900'],
      ['2026', '2026'],
      ['1899', new Error('is no year from 1900 to 2026')],
      ['97', new Error('is no year from 1900 to 2026')],
    ],
  ],
  [
    'month',
    birthMonth,
    [
      ['2', '02'],
      ['12', '12'],
      ['13', new Error('is no month from 01 to 12')],
      ['0', new Error('is no month from 01 to 12')],
    ],
  ],
  [
    'day',
    birthDay,
    [
      ['7', '07'],
      ['31', '31'],
      ['32', new Error('is no day from 01 to 31')],
    ],
  ],
  [
    'name',
    personName,
    [
      ['O’Brien', 'obrien'],
      ['  Jean-Luc  de la Cruz ', 'jeanluc de la cruz'],
      ['Zoe\u0308', 'zoë'],
      ['गौरव', 'गौरव'],
      ['"-"', ''],
    ],
  ],
  [
    'initial',
    firstInitial,
    [
      ['Élise', 'é'],
      ['(Zed)', 'z'],
      ['', ''],
    ],
  ],
  [
    'city',
    city,
    [
      ['New York', 'newyork'],
      ['St. John’s', 'stjohns'],
      ['मुंबई', 'मुंबई'],
    ],
  ],
  [
    'state of the US',
    (text) => state(text, 'us'),
    [
      ['CA', 'ca'],
      ['', ''],
      ['California', new Error('is not the two-letter code of a state of the United States')],
    ],
  ],
  ['state elsewhere', (text) => state(text, 'de'), [['Baden-Württemberg', 'badenwürttemberg']]],
  [
    'zip of the US',
    (text) => zip(text, 'us'),
    [
      ['94035-1234', '94035'],
      ['940351234', '94035'],
      ['94035', '94035'],
      ['9403', new Error('is no ZIP code of the United States')],
    ],
  ],
  [
    'zip elsewhere',
    (text) => zip(text, ''),
    [
      ['M1 1AE', 'm11ae'],
      ['75018', '75018'],
      ['94035-1234', '94035'],
      ['100-0001', '1000001'],
    ],
  ],
  [
    'country',
    country,
    [
      ['DE', 'de'],
      ['', ''],
      ['Germany', new Error('is not the two-letter code of a country (ISO 3166-1)')],
      ['UK', new Error('is not the code of a country; that of the United Kingdom is gb')],
    ],
  ],
  [
    'mobile advertiser id',
    mobileAdvertiserId,
    [
      ['AECE52E7-03EE-455A-B3C4-E57283966239', 'aece52e7-03ee-455a-b3c4-e57283966239'],
      ['00000000-0000-0000-0000-000000000000', ''],
      ['abc', new Error('is no mobile advertiser id')],
    ],
  ],
])('%s', (_, normalise, cases) => {
  test.each(cases)('%j', (text, expected) => expect(value(normalise(text))).toEqual(expected));
});

describe('a row', () => {
  const hash = sha256('ann@x.org');

  test('is sent with what it has, hashed but for what must not be', () => {
    const fields = {
      EMAIL: 'Ann@x.org',
      PHONE: null,
      GEN: '',
      DOBY: 1997,
      MADID: 'AECE52E7-03EE-455A-B3C4-E57283966239',
      EXTERN_ID: ' A-1 ',
      plan: 'free',
    };
    const rest = { EMAIL: hash, DOBY: sha256('1997'), MADID: 'aece52e7-03ee-455a-b3c4-e57283966239' };
    expect(identify(fields, true)).toEqual({ identifiers: { EXTERN_ID: sha256('A-1'), ...rest } });
    expect(identify(fields, false)).toEqual({ identifiers: { EXTERN_ID: 'A-1', ...rest } });
  });

  test('keeps what is hashed already, in lower case', () => {
    expect(identify({ EMAIL: hash.toUpperCase() }, true)).toEqual({ identifiers: { EMAIL: hash } });
    expect(identify({ EXTERN_ID: hash }, false)).toEqual({ identifiers: { EXTERN_ID: hash } });
  });

  test('tells which field is at fault', () => {
    expect(identify({ EMAIL: 'ann@x.org', PHONE: '12' }, true)).toEqual({
      field: 'PHONE',
      fault: 'PHONE is no phone number with its country code',
    });
  });

  test.each<[Record<string, unknown>, boolean]>([
    [{}, false],
    [{ GEN: 'f', COUNTRY: 'de', DOBY: '1990' }, false],
    [{ FN: 'ann' }, false],
    [{ FN: 'ann', LN: 'lee' }, true],
    [{ FI: 'a', LN: 'lee' }, true],
    [{ MADID: '00000000-0000-0000-0000-000000000000' }, false],
    [{ EXTERN_ID: '1' }, true],
  ])('must have something that somebody can be found by: %j', (fields, found) => {
    expect('identifiers' in identify(fields, true)).toBe(found);
  });
});
