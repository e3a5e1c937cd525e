import { expect, test } from 'vitest';
import { checkWorkspace } from '../../../models/workspace/check.ts';
import type { Fuzzy } from '../../../models/workspace/kinds/fuzzy.ts';
import { type Kind, type Resource, schemas, Workspace } from '../../../models/workspace/resource.ts';
import type { SourceColumn } from '../../data/rules-columns.ts';
import { comparisonOf, meaningOf, startFuzzy } from './fuzzy-start.ts';

const likeness = { jaroWinkler: true, estimates: {}, prior: null };
const columnsOf = (paths: string[], comparable = true): SourceColumn[] =>
  paths.map((path) => ({ path, kind: 'text', comparable, identifies: path.endsWith('.email') }));

/** What a workspace with this fuzzy matching is told about it. */
function problems(fuzzy: Fuzzy): string[] {
  const source = (slug: string) => ({
    ...{ kind: 'source', slug, table: `raw.${slug}`, key: 'id' },
    identifiers: [{ type: 'email', column: 'email' }],
  });
  const identity = { kind: 'identity', slug: 'people', types: [{ type: 'email' }], fuzzy };
  const resources = [source('crm'), source('shop'), identity].map(
    (one) => schemas[one.kind as Kind].parse(one) as Resource,
  );
  return checkWorkspace(new Workspace(resources)).map(({ field, message }) => `${field}: ${message}`);
}

test('it begins from the golden columns that say who somebody is, of sources that can be compared', () => {
  const columns = [
    ...columnsOf([
      'crm.email',
      'crm.first_name',
      'crm.last_name',
      'crm.birth_date',
      'crm.zip',
      'shop.surname',
    ]),
    ...columnsOf(['events.last_name'], false),
  ];
  const fuzzy = startFuzzy(
    {
      email: { keep: 'most_recent', from: ['crm.email'] },
      last_name: { keep: 'most_recent', from: ['events.last_name', 'crm.last_name', 'shop.surname'] },
      birth_date: { keep: 'most_recent', from: ['crm.birth_date'] },
      loyalty_tier: { keep: 'most_recent', from: ['crm.tier'] },
    },
    columns,
    likeness,
  );
  const none = { jaro_winkler: [], levenshtein: [], days: [], difference: [], term_frequency: false };
  expect(fuzzy?.compare).toEqual({
    last_name: {
      ...none,
      ...{ from: ['crm.last_name', 'shop.surname'], jaro_winkler: [0.92, 0.8], term_frequency: true },
    },
    birth_date: { ...none, from: ['crm.birth_date'], levenshtein: [1], days: [31] },
    first_name: { ...none, from: ['crm.first_name'], jaro_winkler: [0.92, 0.8] },
    zip: { ...none, from: ['crm.zip'], levenshtein: [1] },
  });
  expect(fuzzy?.block_on).toEqual([['birth_date'], [{ column: 'last_name', first: 3 }, 'zip']]);
  expect(fuzzy && problems(fuzzy)).toEqual([]);
});

test('what it begins from is valid, however little there is', () => {
  for (const paths of [
    ['crm.email'],
    ['crm.email', 'crm.name'],
    ['crm.email', 'crm.notes', 'crm.colour'],
    ['crm.email', 'crm.born', 'crm.town'],
    ['crm.email', 'crm.name', 'crm.town'],
    ['crm.email', 'crm.first_name', 'crm.last_name'],
    ['crm.email', 'crm.Geburtsdatum', 'crm.PLZ', 'shop.Nachname'],
  ]) {
    const fuzzy = startFuzzy({}, columnsOf(paths), likeness);
    expect(fuzzy && problems(fuzzy), paths.join(', ')).toEqual([]);
  }
  expect(startFuzzy({}, columnsOf(['events.name'], false), likeness)).toBeNull();
  expect(startFuzzy({}, [], likeness)).toBeNull();
});

test('where the engine has no Jaro-Winkler, names are compared by their characters', () => {
  const fuzzy = startFuzzy({}, columnsOf(['crm.email', 'crm.name']), { ...likeness, jaroWinkler: false });
  expect(fuzzy?.compare.name).toMatchObject({ jaro_winkler: [], levenshtein: [1, 2] });
});

test('a column is compared with those of its name in other sources', () => {
  const columns = [...columnsOf(['crm.town', 'shop.town', 'shop.zip']), ...columnsOf(['events.town'], false)];
  const [name, { from }] = comparisonOf('shop.town', columns, ['town'], likeness);
  expect(name).toBe('town_2');
  expect(from).toEqual(['shop.town', 'crm.town']);
});

test('what a column says by its name, in English and German', () => {
  const said = [
    'last_name',
    'Vorname',
    'birth_date',
    'geburtsdatum',
    'zip',
    'plz',
    'city',
    'street',
    'company_name',
  ];
  expect(said.map(meaningOf)).toEqual([
    ...['surname', 'name', 'birth', 'birth', 'postcode', 'postcode', 'city', 'street', null],
  ]);
});
