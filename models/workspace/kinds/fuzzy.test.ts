import { expect, test } from 'vitest';
import { bigQueryDialect } from '../../../connectors/warehouses/bigquery/dialect.ts';
import { duckdbDialect } from '../../../connectors/warehouses/duckdb/dialect.ts';
import { levelExpression } from '../../identity/fuzzy/levels.ts';
import { checkWorkspace } from '../check.ts';
import { type Kind, type Resource, schemas, Workspace } from '../resource.ts';
import { fuzzySchema } from './fuzzy.ts';
import { levelsOf } from './fuzzy-levels.ts';

const compare = { name: { from: ['crm.name'] }, town: { from: ['crm.town'] } };

const problems = (fuzzy: object) =>
  (fuzzySchema.safeParse(fuzzy).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

const crm = {
  kind: 'source',
  slug: 'crm',
  table: 'raw.crm',
  key: 'id',
  identifiers: [{ type: 'email', column: 'email' }],
};

const found = (fuzzy: object, sources: object[] = [crm]) => {
  const resources = [
    ...sources,
    { kind: 'identity', slug: 'people', types: [{ type: 'email' }], fuzzy },
  ] as ({
    kind: Kind;
  } & Record<string, unknown>)[];
  const workspace = new Workspace(
    resources.map((resource): Resource => schemas[resource.kind].parse(resource)),
  );
  return checkWorkspace(workspace).map(({ field, message, nearest }) => [field, message, nearest]);
};

test('a parsed declaration is parsed again to the same', () => {
  const once = fuzzySchema.parse({ compare, block_on: [['name'], ['town']] });
  expect(fuzzySchema.parse(once)).toEqual(once);
  expect(once).toMatchObject({ join_at: 0.95, review_at: 0.5, train: { rounds: 25 } });
});

test('thresholds, parameters and the band must be in order', () => {
  const block_on = [['town']];
  const one = (comparison: object) => ({
    compare: { ...compare, name: { from: ['crm.name'], ...comparison } },
    block_on,
  });
  expect(problems(one({ jaro_winkler: [0.8, 0.9] }))).toEqual([
    'compare.name.jaro_winkler: must fall: the closest first',
  ]);
  expect(problems(one({ days: [31, 31] }))).toEqual(['compare.name.days: must rise: the closest first']);
  expect(problems(one({ levenshtein: [1], m: [0.9, 0.1] }))).toEqual([
    'compare.name.m: needs 3 values, one for each level (equal; at most 1 character differs; anything else)',
  ]);
  expect(problems(one({ u: [0.9, 0.2] }))).toEqual(['compare.name.u: the values add up to 1.1 instead of 1']);
  expect(problems({ compare, block_on, join_at: 0.6, review_at: 0.7 })).toEqual([
    'review_at: must not be above join_at',
  ]);
  expect(problems({ compare: {}, block_on })).toEqual(['compare: names no column']);
});

test('names are checked with the nearest one', () => {
  const block_on = [['name'], ['town']];
  expect(found({ compare, block_on })).toEqual([]);
  expect(found({ compare, block_on: [['name'], ['towm']] })).toEqual([
    ['fuzzy.block_on[1][0]', 'no compared column is called "towm"', 'town'],
  ]);
  expect(found({ compare: { ...compare, name: { from: ['crn.name'] } }, block_on })).toEqual([
    ['fuzzy.compare.name.from[0]', 'no source is called "crn"', 'crm.name'],
  ]);
  expect(found({ compare: { ...compare, source: { from: ['crm.source'] } }, block_on })[0]).toEqual([
    'fuzzy.compare.source',
    `"source" is a name of Weft's own here; choose another`,
    undefined,
  ]);
});

test('a source of events, one without identifiers, and a column that nothing trains are refused', () => {
  const events = { ...crm, slug: 'web', shape: 'events', time: 'at', event: 'name' };
  const bare = { ...crm, slug: 'list', identifiers: [] };
  const from = (path: string) => ({
    compare: { ...compare, name: { from: [path] } },
    block_on: [['name'], ['town']],
  });
  expect(found(from('web.name'), [crm, events])[0]?.[1]).toContain('source of events');
  expect(found(from('list.name'), [crm, bare])[0]?.[1]).toContain('no identifiers');
  expect(found({ compare, block_on: [['name']] })[0]?.slice(0, 2)).toEqual([
    'fuzzy.compare.name',
    expect.stringContaining('every blocking rule holds name equal'),
  ]);
  const given = { ...compare, name: { from: ['crm.name'], m: [0.9, 0.1] } };
  expect(found({ compare: given, block_on: [['name']] })).toEqual([]);
});

test('an engine without Jaro-Winkler says so and what to do', () => {
  const { name } = fuzzySchema.parse({
    compare: { name: { from: ['crm.name'], jaro_winkler: [0.9] } },
    block_on: [['name']],
  }).compare;
  if (name === undefined) throw new Error('the comparison was declared');
  expect(levelExpression(duckdbDialect, 'name', name)).toBe(
    'case when l."name" is null or r."name" is null then -1 when l."name" = r."name" then 2 when jaro_winkler_similarity(l."name", r."name") >= 0.9 then 1 else 0 end',
  );
  expect(() => levelExpression(bigQueryDialect, 'name', name)).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message: expect.stringMatching(/fuzzy\.compare\.name asks for jaro_winkler/),
      mend: expect.stringContaining('levenshtein'),
    }),
  );
  expect(levelsOf(name)).toHaveLength(3);
  // With several thresholds the loosest is asked first.
  expect(levelExpression(duckdbDialect, 'name', { ...name, jaro_winkler: [0.9, 0.7] })).toContain(
    'then 3 when not (jaro_winkler_similarity(l."name", r."name") >= 0.7) then 0 when jaro_winkler_similarity(l."name", r."name") >= 0.9 then 2',
  );
});
