import { describe, expect, test } from 'vitest';
import { normalizerSteps, stepChain } from '../../models/identity/normalize.ts';
import { identitySchema } from '../../models/workspace/kinds/identity.ts';
import { useWarehouse } from '../fixtures/use-warehouse.ts';
import { warehouseNames } from '../fixtures/warehouses.ts';

describe.each(warehouseNames)('on %s', (name) => {
  const weft = useWarehouse(name);

  /** Runs the steps of a type over one value, in the engine. */
  async function normalize(
    type: Record<string, unknown>,
    value: string | null,
    options: { region?: string; fold?: boolean } = {},
  ): Promise<string | null> {
    const [declared] = identitySchema.parse({
      kind: 'identity',
      slug: 'people',
      types: [{ type: 'it', ...type }],
    }).types;
    if (!declared) throw new Error('no type');
    const { dialect } = weft.warehouse;
    const { literal } = dialect;
    const chain = stepChain(
      `(select ${literal(value)} as v, ${literal(options.region ?? null)} as r) as t`,
      [],
      [
        {
          name: 'value',
          from: 'v',
          region: 'r',
          steps: normalizerSteps(dialect, declared, { fold: options.fold ?? true }),
        },
      ],
    );
    const ctes = chain.ctes
      .map((cte) => `${cte.name} as (select ${cte.columns.join(', ')} from ${cte.from})`)
      .join(', ');
    const [row] = await weft.warehouse.query(`with ${ctes} select value from ${chain.last}`);
    return row?.value === null || row?.value === undefined ? null : String(row.value);
  }

  const email = { normalize: 'email', plus: true, dots: ['gmail.com'], block: ['test@%'] };

  test.for([
    [' Anna.Berg@Shop.Example ', 'anna.berg@shop.example'],
    ['anna+news@shop.example', 'anna@shop.example'],
    ['a.n.n.a+x@Gmail.com', 'anna@gmail.com'],
    ['anna.b@gmail.com.example', 'anna.b@gmail.com.example'],
    ['test@anything.example', null],
    ['N/A', null],
    ['  ', null],
    ['anna', null],
    ['anna@home', null],
    ['anna@@shop.example', null],
    ["o'brien@shop.example", "o'brien@shop.example"],
    ['ZOË@shop.example', 'zoë@shop.example'],
  ] as const)('e-mail %s is %s', async ([given, expected]) =>
    expect(await normalize(email, given)).toBe(expected),
  );

  test('an e-mail that will be written to keeps its plus and dots', async () => {
    expect(await normalize(email, ' A.nna+News@Gmail.com', { fold: false })).toBe('a.nna+news@gmail.com');
  });

  // National and international forms of the example numbers that libphonenumber's metadata gives for each country.
  test.for([
    ['DE', '01512 3456789', '+4915123456789'],
    ['DE', '+49 (0)1512 3456789', '+4915123456789'],
    ['DE', '0049 1512 3456789', '+4915123456789'],
    ['GB', '07400 123456', '+447400123456'],
    ['GB', '(0121) 234 5678', '+441212345678'],
    ['FR', '06 12 34 56 78', '+33612345678'],
    ['NL', '06 12345678', '+31612345678'],
    ['US', '(201) 555-0123', '+12015550123'],
    ['US', '1-201-555-0123', '+12015550123'],
    ['US', '011 44 7400 123456', '+447400123456'],
    ['IT', '02 1234 5678', '+390212345678'],
    ['ES', '612 34 56 78', '+34612345678'],
    ['CH', '078 123 45 67', '+41781234567'],
    ['AT', '0664 123456', '+43664123456'],
    ['BE', '0470 12 34 56', '+32470123456'],
    ['PL', '512 345 678', '+48512345678'],
    ['SE', '070-123 45 67', '+46701234567'],
    ['DK', '34 41 23 45', '+4534412345'],
    ['JP', '090-1234-5678', '+819012345678'],
    ['JP', '010 1 201 555 0123', '+12015550123'],
    ['AU', '0412 345 678', '+61412345678'],
    ['AU', '0011 49 1512 3456789', '+4915123456789'],
    ['IN', '081234 56789', '+918123456789'],
    ['BR', '(11) 96123-4567', '+5511961234567'],
    ['CN', '131 2345 6789', '+8613123456789'],
    ['gb', '07400 123456', '+447400123456'],
    ['XX', '07400 123456', null],
    ['DE', '0000000000', null],
    ['DE', '12', null],
    ['DE', 'call me', null],
  ] as const)('phone in %s: %s is %s', async ([region, given, expected]) =>
    expect(await normalize({ normalize: 'phone' }, given, { region })).toBe(expected),
  );

  test('a phone without a region takes that of its type, and none without one', async () => {
    expect(await normalize({ normalize: 'phone', region: 'DE' }, '0151 23456789')).toBe('+4915123456789');
    expect(await normalize({ normalize: 'phone' }, '0151 23456789')).toBeNull();
    expect(await normalize({ normalize: 'phone' }, '+49 151 23456789')).toBe('+4915123456789');
  });

  test.for([
    ['plain', ' Ab-1 ', 'Ab-1'],
    ['lower', ' Ab-1 ', 'ab-1'],
    ['upper', ' Ab-1 ', 'AB-1'],
    ['digits', ' Ab-12/3 ', '123'],
    ['digits', 'none', null],
    ['plain', 'undefined', null],
  ] as const)('%s of %s is %s', async ([normalizer, given, expected]) =>
    expect(await normalize({ normalize: normalizer }, given)).toBe(expected),
  );
});
