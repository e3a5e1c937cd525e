import { describe, expect, test } from 'vitest';
import { useWarehouse } from '../../fixtures/use-warehouse.ts';
import { warehouseNames } from '../../fixtures/warehouses.ts';
import { foldedEmails, plainEmails, plusAndDots } from './email-cases.ts';
import { describeLinks } from './links.ts';
import { publishedPhones, writtenPhones } from './phone-cases.ts';
import { normalizeSets } from './run-steps.ts';
import { type TextCase, textCases } from './text-cases.ts';

const sets: readonly (readonly [declared: Record<string, unknown>, cases: readonly TextCase[]])[] = [
  [{ normalize: 'email', block: ['test@%'] }, plainEmails],
  [{ normalize: 'email', plus: true, dots: ['Gmail.com'] }, plusAndDots],
  [{ normalize: 'email', fold: 'providers' }, foldedEmails],
  ...textCases,
];

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  test('e-mail addresses, texts, ids, hashes, names, postal codes and cards', async () => {
    const found = await normalizeSets(
      weft.warehouse,
      sets.map(([type, cases]) => ({ type, given: cases.map(([value]) => ({ value })) })),
    );
    expect(
      sets.map(([type, cases], set) => [type, cases.map(([given], at) => [given, found[set]?.[at]])]),
    ).toEqual(sets);
  });

  test('a value that will be written to keeps its spelling', async () => {
    const type = { normalize: 'email', fold: 'providers', plus: true, hash: 'sha256' };
    const given = [{ value: ' A.nna+News@Gmail.com' }];
    expect(await normalizeSets(weft.warehouse, [{ type, given }], { fold: false })).toEqual([
      ['a.nna+news@gmail.com'],
    ]);
  });

  test("libphonenumber's examples, and what data holds beside their forms, are one E.164", async () => {
    const cases = [...publishedPhones, ...writtenPhones];
    const [found] = await normalizeSets(weft.warehouse, [{ type: { normalize: 'phone' }, given: cases }]);
    expect(cases.length).toBeGreaterThan(1900);
    expect(cases.map((each, index) => ({ ...each, expected: found?.[index] }))).toEqual(cases);
  });

  test('a phone number whose row names no country is read by that of its type', async () => {
    const type = { normalize: 'phone', region: 'de' };
    const value = '0151 23456789';
    const regions = [null, ' ', 'DE', 'AT', 'Germany'];
    const found = await normalizeSets(weft.warehouse, [
      { type, given: [{ value }] },
      { type, given: regions.map((region) => ({ region, value })) },
    ]);
    expect(found).toEqual([
      ['+4915123456789'],
      ['+4915123456789', '+4915123456789', '+4915123456789', '+4315123456789', null],
    ]);
  });

  describeLinks(weft);
});
