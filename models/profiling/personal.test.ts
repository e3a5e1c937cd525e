import { expect, test } from 'vitest';
import { parseResource } from '../workspace/parse-resource.ts';
import { type Kind, Workspace } from '../workspace/resource.ts';
import { PersonalColumns } from './personal.ts';

const declared = (kind: Kind, spec: object) => {
  const parsed = parseResource(kind, { kind, ...spec });
  if (parsed.resource === null) throw new Error(JSON.stringify(parsed.problems));
  return parsed.resource;
};

const personal = new PersonalColumns(
  new Workspace([
    declared('source', {
      slug: 'contacts',
      table: 'raw.contacts',
      key: 'mail',
      identifiers: [{ type: 'email', column: 'mail' }],
      columns: { first: { personal: true }, city: {} },
    }),
    declared('source', {
      slug: 'visits',
      table: 'raw.visits',
      shape: 'events',
      key: 'id',
      time: 'at',
      event: 'name',
      identifiers: [{ type: 'email', column: 'person_id' }],
    }),
    declared('entity', {
      slug: 'notes',
      table: 'raw.notes',
      key: 'id',
      person: { type: 'email', column: 'mail' },
      columns: { text: { personal: true }, topic: {} },
    }),
    declared('identity', {
      slug: 'identity',
      types: [{ type: 'email' }],
      golden: {
        email: { from: ['contacts.mail'], keep: 'most_recent' },
        first_name: { from: ['contacts.first'], keep: 'most_recent' },
        city: { from: ['contacts.city'], keep: 'most_recent' },
        town: { from: ['contacts.city'], keep: 'most_recent', personal: true },
      },
    }),
    declared('trait', { slug: 'last_note', from: 'notes', measure: { last: 'text' } }),
    declared('trait', { slug: 'notes_of_all', from: 'notes', measure: { count_distinct: 'text' } }),
    declared('trait', { slug: 'open_note', from: 'notes', measure: { last: 'text' }, personal: false }),
  ]),
);

test('a golden column is personal by its rules, by the source that it is from, or as an identifier', () => {
  const said = ['email', 'first_name', 'city', 'town'].map((name) => [name, personal.ofPerson(name)]);
  expect(said).toEqual([
    ['email', true],
    ['first_name', true],
    ['city', false],
    ['town', true],
  ]);
});

test('a trait that gives a value of a personal column is personal, unless it says otherwise', () => {
  const said = ['last_note', 'notes_of_all', 'open_note'].map((name) => [name, personal.ofPerson(name)]);
  expect(said).toEqual([
    ['last_note', true],
    ['notes_of_all', false],
    ['open_note', false],
  ]);
});

test('an event’s property that carries an identifier is personal, by either of its names', () => {
  expect(['person_id', 'property_person_id', 'page'].map((name) => personal.ofEvents(name))).toEqual([
    true,
    true,
    false,
  ]);
});

test('the key of a record is personal where it carries an identifier, or where nobody declares the record', () => {
  expect(personal.ofKey({ kind: 'source', slug: 'contacts' })).toBe(true);
  expect(personal.ofKey({ kind: 'source', slug: 'visits' })).toBe(false);
  expect(personal.ofKey({ kind: 'source', slug: 'gone' })).toBe(true);
});

test('a condition looks at what its column holds', () => {
  expect(personal.ofCondition({ profile: 'email', is_set: true })).toBe(true);
  expect(personal.ofCondition({ trait: 'notes_of_all', gte: 1 })).toBe(false);
  expect(personal.ofCondition({ has: 'notes' })).toBe(false);
});
