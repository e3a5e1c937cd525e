import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A number as it is found, and its E.164. */
export interface PhoneCase {
  region: string | null;
  value: string | null;
  expected: string | null;
}

/** libphonenumber's example numbers of all countries, in each of the forms in which they are written. */
export const publishedPhones: readonly PhoneCase[] = readFileSync(
  join(import.meta.dirname, 'phone-examples.tsv'),
  'utf8',
)
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .flatMap((line): PhoneCase[] => {
    const [region = '', , expected = '', national = '', international = '', abroad = ''] = line.split('\t');
    return [
      { region, value: national, expected },
      { region, value: international, expected },
      { region: null, value: international, expected },
      { region: expected.startsWith('+1') ? 'GB' : 'US', value: abroad, expected },
    ];
  });

/** What data holds beside the published forms. */
export const writtenPhones: readonly PhoneCase[] = (
  [
    // The trunk prefix beside the code
    ['DE', '+49 (0)1512 3456789', '+4915123456789'],
    ['DE', '0049 (0)1512 3456789', '+4915123456789'],
    [null, '+44 020 7946 0018', '+442079460018'],
    ['IT', '+39 (0)2 1234 5678', '+390212345678'],
    ['RU', '+7 8 912 345-67-89', '+79123456789'],
    // The code without its plus
    ['DE', '49 1512 3456789', '+4915123456789'],
    ['IN', '918123456789', '+918123456789'],
    ['US', '1-201-555-0123', '+12015550123'],
    ['BR', '5511961234567', '+5511961234567'],
    ['IT', '39 312 345 6789', '+393123456789'],
    ['BR', '55 99612-3456', '+5555996123456'],
    // Prefixes that are dialled in the country
    ['AR', '011 15-2345-6789', '+5491123456789'],
    ['AR', '0223 15-123-4567', '+5492231234567'],
    ['AR', '02902 15-12-3456', '+5492902123456'],
    ['AR', '+54 9 11 2345-6789', '+5491123456789'],
    ['BR', '0 15 11 96123-4567', '+5511961234567'],
    ['BR', '90 11 96123-4567', '+5511961234567'],
    ['CO', '03 321 1234567', '+573211234567'],
    ['MX', '044 222 123 4567', '+522221234567'],
    ['MX', '01 222 123 4567', '+522221234567'],
    ['MX', '+52 1 222 123 4567', '+522221234567'],
    ['RU', '8 (912) 345-67-89', '+79123456789'],
    ['HU', '06 20 123 4567', '+36201234567'],
    ['LT', '8 612 34567', '+37061234567'],
    // Exit codes
    ['JP', '010 1 201 555 0123', '+12015550123'],
    ['AU', '0011 49 1512 3456789', '+4915123456789'],
    ['RU', '8~10 49 1512 3456789', '+4915123456789'],
    ['SG', '001 49 1512 3456789', '+4915123456789'],
    ['BR', '0015 49 1512 3456789', '+4915123456789'],
    ['DE', '00 1 201 555 0123', '+12015550123'],
    [null, '0049 1512 3456789', '+4915123456789'],
    // Other writing
    ['gb', '07400 123456', '+447400123456'],
    ['UK', '07400 123456', '+447400123456'],
    [' DE ', 'Tel.: 030/123456-0', '+49301234560'],
    ['FR', '06.12.34.56.78 (portable)', '+33612345678'],
    ['JP', '０９０－１２３４－５６７８', '+819012345678'],
    ['EG', '٠١٠٠١٢٣٤٥٦٧', '+201001234567'],
    ['IR', '۰۹۱۲۳۴۵۶۷۸۹', '+989123456789'],
    // No subscriber's number
    ['XX', '07400 123456', null],
    ['XX', '+44 7400 123456', '+447400123456'],
    [null, '07400 123456', null],
    ['DE', '0000000000', null],
    ['DE', '+49 111 111111', null],
    ['DE', '12', null],
    ['DE', 'call me', null],
    ['DE', '+', null],
    ['DE', '030 123456 ext. 12', null],
    ['DE', '030 123456 or 030 654321', null],
    ['US', '1-800-FLOWERS', null],
    ['US', '201 555 012', null],
    ['US', '201 555 01234', null],
    ['FR', '06 12 34 56', null],
    [null, '+49 1512 3456789 12345', null],
    [null, '+999 12345678', null],
    [null, '+49+1512 3456789', null],
    ['DE', null, null],
  ] as const
).map(([region, value, expected]) => ({ region, value, expected }));
