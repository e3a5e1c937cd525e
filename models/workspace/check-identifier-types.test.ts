import { expect, test } from 'vitest';
import { checkWorkspace } from './check.ts';
import { describeProblem } from './problem.ts';
import { type Kind, schemas, Workspace } from './resource.ts';

type Declared = Record<string, unknown>;

/** What is wrong with types of identifiers beside two sources, `shop` with e-mail and name, `till` with name alone. */
function problemsWith(types: readonly Declared[], others: readonly ({ kind: Kind } & Declared)[] = []) {
  const source = (slug: string, carried: readonly string[]) => ({
    kind: 'source' as const,
    slug,
    table: `raw.${slug}`,
    key: 'id',
    identifiers: carried.map((type) => ({ type, column: type })),
  });
  const resources = [
    { kind: 'identity' as const, slug: 'people', types },
    source('shop', ['email', 'name']),
    source('till', ['name']),
    ...others,
  ];
  const workspace = new Workspace(resources.map((resource) => schemas[resource.kind].parse(resource)));
  return checkWorkspace(workspace).map(describeProblem);
}

const email = { type: 'email', normalize: 'email' };
const name = { type: 'name', normalize: 'name', weak: true };
const both = { type: 'both', of: ['email', 'name'] };

test('types that fit together have no problem', () => {
  expect(
    problemsWith([
      { ...email, plus: true, dots: ['gmail.com'], fold: 'providers', hash: 'sha256', priority: 1 },
      { type: 'phone', normalize: 'phone', region: 'de', priority: 1 },
      name,
      { ...both, at_least: 2, limit: 3, max_records: 9, within: ['shop'] },
    ]),
  ).toEqual([]);
});

test.for<[what: string, types: Declared[], problems: string[]]>([
  [
    'a composite of types that are not there',
    [email, name, { type: 'both', of: ['emial', 'name'] }],
    ['types[2].of[0]: no identifier type is called "emial". Did you mean "email"?'],
  ],
  [
    'composites of one another',
    [email, name, both, { type: 'more', of: ['both', 'more', 'name', 'name'] }],
    [
      'types[3].of[0]: "both" is made of other types itself; name those',
      'types[3].of[1]: "more" cannot be made of itself',
      'types[3].of[3]: "name" is named twice',
    ],
  ],
  [
    'more types to agree than there are',
    [email, name, { ...both, at_least: 3 }],
    ['types[2].at_least: only 2 types are named in `of`'],
  ],
  [
    'fields of values on a composite, which has none of its own',
    [email, name, { ...both, normalize: 'lower', hash: 'sha256', block: ['x%'], weak: true }],
    [
      'types[2].normalize: is for types with values of their own; declare it on those in `of`',
      'types[2].hash: is for types with values of their own; declare it on those in `of`',
      'types[2].block: is for types with values of their own; declare it on those in `of`',
      'types[2].weak: a type with `of` is there to join; a weak one is a part of it',
    ],
  ],
  [
    'at_least without of',
    [{ ...email, at_least: 2 }, { type: 'name' }],
    ['types[0].at_least: needs `of`, the types of which so many must agree'],
  ],
  [
    'a weak type that nothing uses, with what says nothing of it',
    [email, { ...name, limit: 1 }],
    [
      'types[1].weak: joins nothing: no type names "name" in its `of`',
      'types[1].limit: says nothing of a weak type, which joins nothing by itself; declare it on the type that names it in `of`',
    ],
  ],
  [
    'fields of another normaliser',
    [
      { type: 'email', plus: true, dots: ['x.example'], fold: 'providers', region: 'DE' },
      { type: 'name', normalize: 'sha256', hash: 'sha256' },
    ],
    [
      'types[0].plus: is for types with "normalize: email", not plain',
      'types[0].dots: is for types with "normalize: email", not plain',
      'types[0].fold: is for types with "normalize: email", not plain',
      'types[0].region: is for types with "normalize: phone", not plain',
      'types[1].hash: the values of a type with "normalize: sha256" are hashes already',
    ],
  ],
  [
    'a country that has no numbers',
    [email, { type: 'name', normalize: 'phone', region: 'XX' }],
    [
      'types[1].region: "XX" is no country of the phone\'s numbering plans; expected an ISO 3166 code such as DE',
    ],
  ],
  [
    'a priority that falls',
    [
      { ...email, priority: 3 },
      { type: 'name', priority: 2 },
    ],
    ['types[1].priority: must not be less than that of "email" before it, 3; the strongest types come first'],
  ],
  [
    'sources that lack what a type is read from',
    [{ ...email, within: ['till', 'shpo'] }, name, { ...both, within: ['shop', 'till'] }],
    [
      'types[0].within[0]: the source "till" has no identifier of type "email"',
      'types[0].within[1]: no source is called "shpo". Did you mean "shop"?',
      'types[2].within[1]: the source "till" has fewer than 2 identifiers of email, name',
    ],
  ],
])('%s', ([, types, problems]) => {
  expect(problemsWith(types)).toEqual(problems);
});

test('a composite has no column, in a source or an entity, and only a phone has a region', () => {
  const others = [
    {
      kind: 'source' as const,
      slug: 'crm',
      table: 'raw.crm',
      key: 'id',
      identifiers: [
        { type: 'both', column: 'x' },
        { type: 'email', column: 'mail', region: 'country' },
      ],
    },
    {
      kind: 'entity' as const,
      slug: 'orders',
      table: 'raw.orders',
      key: 'id',
      person: { type: 'both', column: 'x' },
    },
  ];
  expect(problemsWith([email, name, both], others)).toEqual([
    'identifiers[0].type: "both" has no column of its own: it is made of email, name',
    'identifiers[1].region: is for types with "normalize: phone", and "email" is email',
    'person.type: "both" is made of email, name; a row finds its person by one column',
  ]);
});
