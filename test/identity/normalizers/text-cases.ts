import { createHash } from 'node:crypto';

export type TextCase = readonly [given: string | null, expected: string | null];

const hash = (value: string) => createHash('sha256').update(value, 'utf8').digest('hex');
const long = 'x'.repeat(10_000);

/** What each normaliser makes of values, by what is declared of the type. */
export const textCases: readonly (readonly [
  declared: Record<string, unknown>,
  cases: readonly TextCase[],
])[] = [
  [
    { normalize: 'plain' },
    [
      [' Ab-1 ', 'Ab-1'],
      ['\t\u00a0Ab 1\r\n', 'Ab 1'],
      ['undefined', null],
      ['(NULL)', null],
      ['\\N', null],
      ["'; drop table x; --", "'; drop table x; --"],
      ['a"b`c\\d', 'a"b`c\\d'],
      ['two\nlines', 'two\nlines'],
      ['bell\u0007', 'bell\u0007'],
      ['😀 {{ ref }} {% x %} @value $1 %s', '😀 {{ ref }} {% x %} @value $1 %s'],
      [long, long],
      ['🜁', '🜁'],
    ],
  ],
  [{ normalize: 'lower' }, [[' Ab-1 ', 'ab-1']]],
  [{ normalize: 'upper' }, [[' Ab-1 ', 'AB-1']]],
  [
    { normalize: 'digits' },
    [
      [' Ab-12/3 ', '123'],
      ['none', null],
      ['abc', null],
      ['00000000', null],
    ],
  ],
  [
    { normalize: 'device_id' },
    [
      // Apple's IDFA is in capitals, Google's advertising id in lower case
      ['EA7583CD-A667-48BC-B806-42ECB2B48606', 'ea7583cd-a667-48bc-b806-42ecb2b48606'],
      ['cdda802e-fb9c-47ad-9866-0794d394c912', 'cdda802e-fb9c-47ad-9866-0794d394c912'],
      ['{EA7583CD-A667-48BC-B806-42ECB2B48606}', 'ea7583cd-a667-48bc-b806-42ecb2b48606'],
      ['ea7583cda66748bcb80642ecb2b48606', 'ea7583cd-a667-48bc-b806-42ecb2b48606'],
      ['00000000-0000-0000-0000-000000000000', null],
      ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', null],
      ['EA7583CD-A667-48BC-B806', null],
      ['ZA7583CD-A667-48BC-B806-42ECB2B48606', null],
    ],
  ],
  [
    { normalize: 'sha256' },
    [
      // NIST's example of one block: "abc" (FIPS 180-4)
      [
        'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      ],
      ['ba7816bf', null],
      [hash(''), null],
    ],
  ],
  [
    { normalize: 'email', plus: true, block: ['test@%'], hash: 'sha256' },
    [
      [' Anna+x@Shop.example', hash('anna@shop.example')],
      [hash('anna@shop.example').toUpperCase(), hash('anna@shop.example')],
      ['zoë@shop.example', hash('zoë@shop.example')],
      ['test@shop.example', null],
      ['anna', null],
      [hash(''), null],
    ],
  ],
  [
    { normalize: 'phone', region: 'DE', hash: 'sha256' },
    [
      ['0151 23456789', hash('+4915123456789')],
      [hash('+4915123456789'), hash('+4915123456789')],
      ['0000000000', null],
      [hash(''), null],
    ],
  ],
  [
    { normalize: 'name' },
    [
      [' Anna  Berg ', 'anna berg'],
      ["Seán O'Brien", 'sean obrien'],
      ['Seán O’Brien', 'sean obrien'],
      ['Jean-Luc Müller', 'jean luc muller'],
      ['J.R. Groß', 'jr gross'],
      ['ŁUKASZ ŻÓŁĆ', 'lukasz zolc'],
      ['李小龙', '李小龙'],
      ['.,-', null],
    ],
  ],
  [
    { normalize: 'postcode' },
    [
      ['sw1a 1aa', 'SW1A1AA'],
      ['10115', '10115'],
      ['94103-1234', '94103'],
      ['1012 ab', '1012AB'],
      ['- -', null],
    ],
  ],
  [
    { normalize: 'card_end' },
    [
      ['4242', '4242'],
      ['**** **** **** 4242', '4242'],
      ['XXXX-4242', '4242'],
      ['42', null],
      ['4242 expired', null],
    ],
  ],
  [
    { normalize: 'card_expiry' },
    [
      ['12/27', '2027-12'],
      ['12/2027', '2027-12'],
      ['1227', '2027-12'],
      ['1/27', '2027-01'],
      ['2027-12', '2027-12'],
      ['2027-12-31', '2027-12'],
      ['122027', '2027-12'],
      ['13/27', null],
      ['soon', null],
    ],
  ],
];
